import Testing
import VizCapture
import VizDrawing
import VizLectures
import VizTestSupport

@testable import VizDiagram

/// Live SVG of every worked example, as it was when somebody last looked at it.
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

  @Test(arguments: cases)
  func theLecturesLookAsRecorded(_ it: Case) async throws {
    let example = try #require(WorkedExample.lectures.first { $0.id == it.id })
    var options = DiagramOptions()
    if example.view == .chain { options.show = .chain }
    it.change(&options)
    let picture = try await Diagram(example.graph(), options: options).picture
    try Snapshots().expect(picture.svg(idPrefix: ""), as: it.testDescription)
  }

  @Test func numbersAreRoundedToOneDecimal() {
    #expect(
      Snapshots.rounded(#"<path d="M1.25 -0.04L12 3.456e1"/> v1.2.3 x0.55"#)
        == #"<path d="M1.3 0L12 34.6"/> v1.2.3 x0.6"#)
  }
}
