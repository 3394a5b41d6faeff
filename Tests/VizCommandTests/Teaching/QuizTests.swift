import Foundation
import Testing

@Suite struct QuizCommandTests {
  @Test func writesAPageASeedAndTheAnswersBeside() async throws {
    try await inFolder { folder in
      let arguments = ["quiz", "q = x + y; f = q * z * x", "x=-2.5", "y=5", "--seeds", "12"]
      let outcome = try await run(vizbpPath, arguments + ["--out", "sheet"], in: folder.path)
      #expect(outcome.status == 0 && outcome.errors == "")
      #expect(
        outcome.output
          == "12 pages in sheet; the answers are in answers.csv, which is the teacher's\n")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("sheet")).sorted()
      #expect(
        names.count == 13 && names.prefix(3) == ["answers.csv", "quiz-01.html", "quiz-02.html"])
      let answers = try String(contentsOfFile: folder.file("sheet/answers.csv"), encoding: .utf8)
      #expect(answers.hasPrefix("page,question,answer\nquiz-01,What is ∂f/∂"))
      #expect(answers.contains("quiz-12,What is ∂f/∂z?,"))
      let pages = try Set(
        names.dropFirst().map {
          try String(contentsOfFile: folder.file("sheet/\($0)"), encoding: .utf8)
        })
      #expect(pages.count == 12)
      // The same seeds give the same pages.
      let again = try await run(vizbpPath, arguments + ["--out", "again", "-q"], in: folder.path)
      #expect(again.status == 0 && again.output == "")
      #expect(
        try Data(contentsOf: URL(filePath: folder.file("again/quiz-07.html")))
          == Data(contentsOf: URL(filePath: folder.file("sheet/quiz-07.html"))))
      let later = try await run(
        vizbpPath,
        ["quiz", "q = x + y; f = q * z * x", "x=-2.5", "y=5", "--seed", "7", "--out", "one"],
        in: folder.path)
      #expect(later.status == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("one")).count == 2)
    }
  }

  @Test(arguments: [
    (
      ["[1, 2] * x", "x=2"], 65,
      "error: expression: a quiz asks for numbers, and its output is a vector\n"
    ),
    (["sum([x, y])", "--seeds", "0"], 64, "error: --seeds takes 1 to 500\n"),
    (
      ["2 + 3"], 65,
      "error: expression: it makes no quiz: it has no input whose number can be changed\n"
    ),
  ])
  func refusesWhatMakesNoQuiz(
    arguments: [String], status: Int32, message: String
  ) async throws {
    try await inFolder { folder in
      let outcome = try await run(
        vizbpPath, ["quiz"] + arguments + ["--out", "sheet"], in: folder.path)
      #expect(outcome.status == status, "\(outcome.errors)")
      #expect(outcome.errors.hasPrefix(message), "\(outcome.errors)")
    }
  }
}
