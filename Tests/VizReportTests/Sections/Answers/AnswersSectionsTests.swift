import Testing
import VizDiagnosis
import VizDrawing
import VizEvents
import VizPlot
import VizTrace

@testable import VizReport

@Suite struct AnswersSectionsTests {
  /// A made run whose graph compares answers with targets.
  private static func run(
    _ loss: String, answers: [Double], width: Int, targets: [Double], inputs: [Double],
    extent: [Int], filters: (values: [Double], shape: [Int])? = nil
  ) throws -> (MadeRun, ReportedRun) {
    let made = try MadeRun(.init(hasBoundary: false))
    let count = answers.count / width
    func node(
      _ id: String, _ op: String, _ inputs: [String] = [], _ values: [Double], _ shape: [Int]
    ) -> Node {
      Node(id: id, op: op, inputs: inputs, shape: shape, value: .elements(values, shape: shape))
    }
    var nodes = [
      node("x", "input", [], inputs, [count] + extent),
      node("scores", "add", ["x"], answers, width > 1 ? [count, width] : [count, 1]),
      node("y", "input", [], targets, targets.count == count && width > 1 ? [count] : [count, 1]),
      node("loss", loss, ["scores", "y"], [0.5], []),
    ]
    if let filters {
      nodes.insert(node("conv/W", "parameter", [], filters.values, filters.shape), at: 1)
      nodes.insert(node("conv", "conv2d", ["x", "conv/W"], [0], []), at: 2)
    }
    try made.directory.write(ComputationGraph(nodes: nodes, outputs: ["loss"]))
    return (made, ReportedRun(try made.history))
  }

  @Test func aRegressionShowsItsDataTheFitAndWhatIsLeft() throws {
    let x = (0..<10).map { Double($0) / 10 }
    let (_, run) = try Self.run(
      "mse", answers: x.map { 2 * $0 }, width: 1, targets: x.map { 2 * $0 + 0.5 }, inputs: x,
      extent: [1])
    let section = try #require(try FitSection(run))
    #expect(section.figures.map(\.picture.title) == ["The data and the fit"])
    #expect(section.words.last == "A residual is 0.5 in the root mean square.")
    #expect(try ConfusionSection(run) == nil)
    #expect(
      section.figures[0].table?.columns.map(\.name) == ["input", "target", "answer", "residual"])
  }

  @Test func answersThatAreNoNumbersAreCounted() throws {
    let (_, run) = try Self.run(
      "mse", answers: [.nan, 1, .nan, 1, 2], width: 1, targets: [1, 1, 1, 1, 1],
      inputs: [1, 2, 3, 4, 5], extent: [1])
    let section = try #require(try FitSection(run))
    #expect(section.words[1] == "2 of the answers are no numbers, and have no place.")
  }

  @Test func oneAnswerForAllIsCalledSo() throws {
    let (_, run) = try Self.run(
      "mse", answers: [3, 3, 3, 3], width: 1, targets: [1, 2, 3, 4],
      inputs: [1, 2, 3, 4, 5, 6, 7, 8], extent: [2])
    let section = try #require(try FitSection(run))
    #expect(section.figures.map(\.picture.title) == ["Answers beside the targets"])
    #expect(section.words.last == "Every example gets the same answer, 3.")
    let scores = [[Double]](repeating: [0, 1, 0], count: 20).flatMap { $0 }
    let (_, other) = try Self.run(
      "cross_entropy", answers: scores, width: 3, targets: (0..<20).map { Double($0 % 3) },
      inputs: [Double](repeating: 0, count: 20), extent: [1])
    let confusion = try #require(try ConfusionSection(other))
    #expect(confusion.only == 1)
    #expect(
      confusion.words.last == "Everything is called class 1, as good as guessing among 3.")
  }

  @Test func imagesShowTheWorstExamplesAndTheFilters() throws {
    // The third of four is called 1 with more certainty than any other is right.
    let scores: [Double] = [2, 0, 0, 2, 0, 9, 1, 0]
    let pixels = (0..<4 * 25).map { Double($0 % 7) }
    let (_, run) = try Self.run(
      "cross_entropy", answers: scores, width: 2, targets: [0, 1, 0, 0], inputs: pixels,
      extent: [1, 5, 5], filters: ((0..<18).map { Double($0) - 9 }, [2, 1, 3, 3]))
    let section = try #require(try ConfusionSection(run))
    #expect(section.strips.map(\.frames.count) == [4, 2])
    #expect(section.strips[0].frames[0].caption == "is 0, called 1 (its own class: 0 %)")
    #expect(try section.html(Templates()).contains("<figure id=\"confusion-matrix\">"))
    let table = try #require(section.figures.first?.table)
    #expect(table.rows.map { $0.map(\.text) } == [["0", "2", "1"], ["1", "0", "1"]])
  }

  @Test func aGraphWithoutAnswersHasNeither() throws {
    let made = try MadeRun()
    let run = ReportedRun(try made.history)
    #expect(try FitSection(run) == nil && ConfusionSection(run) == nil)
  }

  /// "ab \n" and what was said of it.
  private static let text = SequenceAnswers(
    step: 1200, isText: true, isHeldOut: true, classes: ["\n", " ", "a", "b", "\u{202e}"],
    sequences: [
      .init(inputs: [2, 3, 1, 0], targets: [3, 1, 0, 2], answers: [3, 0, 1, nil]),
      .init(inputs: [2, 2, 2, 2], targets: [2, 2, 2, 4], answers: [2, 2, 2, 4]),
    ])

  @Test func aTextShowsWhatWasSaidInPlaceOfItsCharacters() throws {
    let made = try MadeRun()
    try made.directory.write(Self.text)
    let section = try #require(try StepAnswersSection(ReportedRun(try made.history)))
    #expect(
      section.words == [
        "Some of the text that was held out, each character told from those before it in its"
          + " piece, after 1,200 steps: 3 of 8 characters are wrong.",
        "What is wrong is underlined, with what the network said above it.",
        "1 answer is no number, marked by ✗.",
      ])
    let passage = section.passages[0]
    #expect(passage.before == "a")
    #expect(passage.parts.map(\.right) == ["b", "", ""])
    #expect(passage.parts.map(\.wrong?.text) == ["␣", "↵", "a"])
    #expect(passage.parts.map(\.wrong?.said) == ["↵", "␣", "✗"])
    // A sign that turns the direction of the text turns nothing.
    #expect(section.passages[1].parts.map(\.right) == ["aaa\\u{202e}"])
    let html = try section.html(Templates())
    #expect(
      html.contains(
        "<p class=\"passage\"><span>a</span>b<ruby>␣<rp>(</rp><rt>↵</rt><rp>)</rp></ruby>"))
  }

  @Test func sequencesOfNumbersShowWhatWasGiven() throws {
    var answers = Self.text
    answers.isText = false
    answers.isHeldOut = false
    answers.classes = ["0", "1", "2", "3", "4"]
    let made = try MadeRun()
    try made.directory.write(answers)
    let section = try #require(try StepAnswersSection(ReportedRun(try made.history)))
    #expect(section.passages[0].before == "2 3 1 0  →  ")
    #expect(section.passages[0].parts.map(\.right) == ["3 ", " ", " "])
    #expect(section.words[0].hasPrefix("Some sequences of those that it learnt from, after"))
  }

  @Test func aMachineShowsWhatItWroteAndReadAndWhatIsPaidForIt() throws {
    let steps = 4
    let rows = (0..<steps).map { step in (0..<3).map { Double(($0 + step) % 3) / 3 } }
    let trace = MemoryTrace(
      step: 3000, task: "copy", inputs: rows, outputs: rows, targets: [[], [], rows[2], rows[3]],
      heads: ["write1", "read1"].map { .init(name: $0, weightings: rows, vectors: rows) },
      memory: rows, payments: [[], [], [3, 1, 0, 0], [0, 0, 0, 0]])
    let made = try MadeRun()
    #expect(try MemorySection(ReportedRun(try made.history)) == nil)
    try made.directory.write(trace)
    let section = try #require(try MemorySection(ReportedRun(try made.history)))
    let figure = try #require(section.figures.first)
    #expect(figure.picture.title == "Memory and heads after 3,000 steps")
    #expect(figure.table?.rows.map { $0.map(\.text) } == [["3", "1", "75"]])
    #expect(section.words.count == 2 && section.words[0].contains("one sequence of copy"))
    #expect(try section.html(Templates()).contains("<figure id=\"memory-heads\">"))
  }

  @Test func answersOfClassesThatThereAreNotAreRefused() throws {
    var answers = Self.text
    answers.sequences[0].answers[1] = 9
    let made = try MadeRun()
    try made.directory.write(answers)
    #expect(throws: EventError.self) { try StepAnswersSection(ReportedRun(try made.history)) }
  }

  /// A cell lies around the numbers of its classes: the places are the middles of the first and the last.
  @Test func cellsOfTheMatrixStandAtTheirClasses() {
    let field = ConfusionSection.cells([1, 0, 0, 0, 1, 0, 0, 0, 1], 3).field
    #expect(field.xRange == 0...2 && field.yRange == 0...2)
  }
}
