import Foundation
import Testing
import VizCapture
import VizDrawing

@testable import VizDiagram

/// Live SVG of every worked example, as it was when somebody last looked at it.
///
/// With `RECORD_SNAPSHOTS` in the environment a missing or differing snapshot is written, and the
/// run fails, so that a recording is looked at before it is believed.
@Suite struct SnapshotTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var id: String
    var suffix = ""
    var change: @Sendable (inout DiagramOptions) -> Void = { _ in }

    var testDescription: String { id + suffix }
  }

  static let cases =
    WorkedExample.lectures.map { Case(id: $0.id) } + [
      Case(id: "sigmoid-neuron", suffix: "-dark") { $0.theme = .dark },
      Case(id: "sigmoid-neuron", suffix: "-tb") { $0.direction = .tb },
      Case(id: "sigmoid-neuron", suffix: "-chain") { $0.show = .chain },
      Case(id: "product-plus-sine", suffix: "-tb") { $0.direction = .tb },
      Case(id: "gate-patterns", suffix: "-print") { $0.theme = .print },
      Case(id: "mlp-two-layers", suffix: "-dark") { $0.theme = .dark },
    ]

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Snapshots")

  @Test(arguments: cases)
  func theLecturesLookAsRecorded(_ it: Case) async throws {
    let example = try #require(WorkedExample.lectures.first { $0.id == it.id })
    var options = DiagramOptions()
    if example.view == .chain { options.show = .chain }
    it.change(&options)
    let picture = try await Diagram(example.graph(), options: options).picture
    let svg = Self.rounded(String(decoding: try picture.svg(), as: UTF8.self))
    let file = Self.folder.appending(path: "\(it.testDescription).svg")
    let recorded = try? String(contentsOf: file, encoding: .utf8)
    if recorded == svg { return }
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      try Data(svg.utf8).write(to: file)
      Issue.record("recorded \(file.lastPathComponent): look at it, then run without recording")
      return
    }
    guard let recorded else {
      Issue.record("there is no \(file.lastPathComponent): record it with RECORD_SNAPSHOTS=1")
      return
    }
    let new = svg.split(separator: "\n", omittingEmptySubsequences: false)
    let old = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let line =
      zip(new, old).enumerated().first { $1.0 != $1.1 }?.offset ?? min(new.count, old.count)
    Issue.record(
      """
      \(file.lastPathComponent):\(line + 1) differs
      recorded: \(line < old.count ? old[line] : "(the end)")
      drawn:    \(line < new.count ? new[line] : "(the end)")
      """)
  }

  @Test func numbersAreRoundedToOneDecimal() {
    #expect(
      Self.rounded(#"<path d="M1.25 -0.04L12 3.456e1"/> v1.2.3 x0.55"#)
        == #"<path d="M1.3 0L12 34.6"/> v1.2.3 x0.6"#)
  }

  /// The text with every decimal fraction rounded to one place.
  private static func rounded(_ text: String) -> String {
    text.replacing(/-?\d+\.\d+(?:e[-+]?\d+)?(?![\d.])/) { match in
      guard let number = Double(match.output) else { return String(match.output) }
      let tenths = (number * 10).rounded() / 10
      if tenths == 0 { return "0" }
      return tenths == tenths.rounded() && abs(tenths) < 1e9 ? "\(Int(tenths))" : "\(tenths)"
    }
  }
}
