import Foundation
import Testing
import VizBP

/// Pictures of the passes, a step at a time.
@Suite struct StepsTests {
  private static let neuron = [
    "eval", "1/(1+exp(-(w0*x0+w1*x1+w2)))", "w0=2", "x0=-1", "w1=-3", "x1=-2", "w2=-3", "--steps",
    "--quiet", "-o",
  ]

  @Test func everyKindHasEveryStep() async throws {
    try await inFolder { folder in
      for (kind, mark) in [
        ("pdf", "%PDF"), ("tex", "\\only<21>{"), ("gif", "NETSCAPE2.0"), ("webp", "ANMF"),
        ("svg", "@keyframes"),
      ] {
        let outcome = try await run(vizbpPath, Self.neuron + ["f.\(kind)"], in: folder.path)
        #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
        let bytes = try folder.bytes("f.\(kind)")
        #expect(bytes.starts(with: try #require(signatures[kind])))
        #expect(String(decoding: bytes, as: Unicode.ASCII.self).contains(mark), "\(kind)")
      }
      // What a page draws is a stream of its own; a single picture has fonts and one such.
      let pdf = String(decoding: try folder.bytes("f.pdf"), as: Unicode.ASCII.self)
      #expect(pdf.components(separatedBy: "endstream").count > 21)
      let tex = try folder.text("f.tex")
      #expect(tex.contains("Backward, step 21 of 21: ") && tex.contains("{beamer}"))
    }
  }

  @Test func graphFilesHaveSteps() async throws {
    let outcome = try await vizbp("render", "-", "--steps", "--format", "gif", input: lecture)
    #expect(outcome.status == 0 && outcome.bytes.starts(with: Array("GIF89a".utf8)))
    let checked = try await vizbp(
      "check", "-", "--steps", "-o", "-", "--format", "tex", input: lecture)
    #expect(checked.status == 0 && checked.output.contains("\\begin{frame}"))
  }

  /// A leaf whose value is known only with what uses it once began another scene.
  @Test func tensorsThatAreFaintAtFirstHaveSteps() async throws {
    let graph = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fuzz/kept/steps-of-tensors/in.json").standardizedFileURL.path
    for kind in ["svg", "gif"] {
      let outcome = try await vizbp("render", graph, "--steps", "-o", "-", "--format", kind)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.bytes.starts(with: try #require(signatures[kind])))
    }
  }

  @Test func kindsThatHoldOnePictureAreRefused() async throws {
    let kinds = "use pdf, tex, gif, webp or svg"
    for (arguments, words) in [
      (["-o", "a.png"], "--steps makes a picture for each step, and png holds one\n\(kinds)"),
      (["-o", "a.dot"], "--steps makes a picture for each step, and dot holds one\n\(kinds)"),
      (["-o", "a.html"], "--steps does not apply to html, which always has the steps\n\(kinds)"),
      (
        ["-o", "a.svg", "--text", "outlines"],
        "--text outlines applies to a picture that stands, not to --steps"
      ),
    ] {
      try await expectRefusal(
        ["render", "-", "--steps"] + arguments, 64, "error: \(words)", input: lecture)
    }
    try await expectRefusal(
      ["eval", "x", "x=1", "--steps"], 64,
      "error: --steps says how to draw, and nothing is drawn without -o\nsee 'vizbp eval --help'")
  }
}
