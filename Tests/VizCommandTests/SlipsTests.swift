import Foundation
import Testing

@testable import VizCommand

/// What people type first, and what they are told that they meant.
@Suite struct SlipsTests {
  private let graph = """
    {"format": "vizbp.graph", "version": 1, "nodes": [{"id": "x", "op": "input"}], "outputs": ["x"]}
    """

  /// A folder with one file of each kind that is given in the wrong place.
  private func inFilledFolder(_ body: (Folder) async throws -> Void) async throws {
    try await inFolder { folder in
      try folder.write("x,y,label\n1,2,0\n", to: "points.csv")
      try folder.write("step,loss\n0,1\n1,0.5\n", to: "log.csv")
      try folder.write("steps = 20\n", to: "settings.toml")
      try folder.write(graph, to: "graph.json")
      try FileManager.default.createDirectory(
        atPath: folder.path + "/run", withIntermediateDirectories: false)
      try await body(folder)
    }
  }

  @Test(arguments: [
    ("train points.csv", "--dataset points.csv"), ("train moons", "--dataset moons"),
    ("train moon", "--dataset moons"), ("train settings.toml", "--config settings.toml"),
    ("train copy --model lstm", "--task copy"), ("train lstm", "--model lstm"),
    ("train run", "--out run"), ("train --resume run", "--out run"), ("train resume", "--resume"),
    ("train --layers 8 8", "--layers 8,8"), ("train --data moons", "--dataset"),
    ("train --learning-rate 0.1", "--lr"), ("train --batch-size 8", "--batch"),
    ("train --weight-decay 1", "--l2"), ("render graph.json out.svg", "-o out.svg"),
    ("render graph.json dark", "--theme dark"), ("check graph.json out.svg", "-o out.svg"),
    ("diff graph.json graph.json out.svg", "-o out.svg"),
    ("export log.csv out.csv", "-o out.csv"), ("export log.csv a.onnx", "--onnx a.onnx"),
    ("export log.csv -o a.onnx", "--onnx a.onnx"), ("watch run page.html", "-o page.html"),
    ("watch run 8080", "--port 8080"), ("eval x*y x=1 y=2 out.svg", "-o out.svg"),
    ("eval x*y x=1 y=2 dark", "--theme dark"), ("eval x*y x:1 y:2", "x=1"),
    ("eval x*y --x 1 --y 2", "x=1"), ("explain x*y x=1 y=2 x", "--of x"),
    ("explain graph.json x", "--of x"), ("quiz x*y sheet/", "--out sheet/"),
    ("gallery gal/", "-o gal/"), ("gallery run", "-o run"),
    ("gallery neuron", "sigmoid-neuron or sigmoid-neuron-coarse or circles-neurons"),
    ("plot log.csv --figure bound", "boundary"),
    ("diagnose log.csv --rule dead-unit", "dead-units"),
    ("version", "vizbp --version"), ("help trian", "train"),
    ("points.csv", "vizbp plot points.csv"),
    ("graph.json", "vizbp render graph.json"), ("gall", "gallery"),
    ("x*y", "vizbp eval 'x*y'"), ("boundary points.csv", "vizbp plot … --figure boundary"),
    ("moons", "vizbp train … --dataset moons"), ("loss-landscape", "vizbp gallery loss-landscape"),
    ("draw graph.json", "render or plot or gallery"), ("show run", "watch"), ("list", "runs"),
  ])
  func whatWasMeantIsSaid(_ words: String, _ meant: String) async throws {
    try await inFilledFolder { folder in
      let outcome = try await run(
        vizbpPath, words.split(separator: " ").map(String.init), in: folder.path)
      #expect(outcome.status == 64 && outcome.bytes.isEmpty, "\(outcome)")
      let lines = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 3 && lines[0].hasPrefix("error: "), "\(outcome.errors)")
      #expect(lines.dropFirst().first == "did you mean \(meant)?", "\(outcome.errors)")
    }
  }

  @Test(arguments: [
    ("plot run boundary", "error: boundary: there is no such file or folder", "--figure boundary"),
    ("plot log.csv out.png", "error: out.png: there is no such file or folder", "-o out.png"),
    ("report log.csv out.html", "error: out.html: there is no such file or folder", "-o out.html"),
    ("digest log.csv a.digest", "error: a.digest: there is no such file or folder", "-o a.digest"),
    (
      "diagnose log.csv dead-units", "error: dead-units: there is no such file or folder",
      "--rule dead-units"
    ),
  ])
  func aFileThatIsNotThereMayBeAnOption(
    _ words: String, _ message: String, _ meant: String
  ) async throws {
    try await inFilledFolder { folder in
      try await expectRefusal(
        words.split(separator: " ").map(String.init), 66, "\(message)\ndid you mean \(meant)?",
        in: folder)
    }
  }

  @Test func whatIsGivenToAnotherCommandIsSaid() async throws {
    try await inFilledFolder { folder in
      try await expectRefusal(
        ["check", "x*y"], 66,
        "error: x*y: there is no such file or folder\nvizbp eval evaluates and draws an expression",
        in: folder)
      try await expectRefusal(
        ["check", "x*y", "x=1", "y=2"], 64,
        "error: 2 unexpected arguments: 'x=1', 'y=2'\n"
          + "values belong to an expression, which vizbp eval takes: vizbp eval 'x * y' x=2 y=3",
        in: folder)
      try await expectRefusal(
        ["eval", "graph.json"], 64,
        "error: graph.json: it is a file, and no expression\n"
          + "vizbp render draws a graph, vizbp plot the curves of a log", in: folder)
      try await expectRefusal(
        ["import", "graph.json"], 65,
        "error: graph.json: it is a graph already, not a model of ONNX\nvizbp render draws it",
        in: folder)
      try await expectRefusal(
        ["eval", "x*y", "x=1", "y", "=", "2"], 64,
        "error: 'y' is not NAME=VALUE\na value is written without blanks, as in x=2", in: folder)
    }
  }

  @Test(arguments: [
    ("eval x --mode both", "--mode: there is no \"both\"", "there are reverse, forward"),
    ("render a --theme blue", "--theme: there is no \"blue\"", "there are light, dark, print"),
    (
      "render a --format bmp", "--format: there is no \"bmp\"",
      "there are svg, png, pdf, tex, gif, webp, html, dot"
    ),
  ])
  func aWordThatAnOptionDoesNotTakeIsSaidInALine(
    _ words: String, _ message: String, _ hint: String
  ) async throws {
    try await expectRefusal(
      words.split(separator: " ").map(String.init), 64, "error: \(message)\n\(hint)")
  }
}
