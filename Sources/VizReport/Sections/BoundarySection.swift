import VizDiagnosis
import VizEvents
import VizPlot
import VizTrace

/// The decision boundary at some steps.
struct BoundarySection: RunSection {
  static let id = "boundary"
  static let title = "Decision boundary"

  private static let mostFrames = 8
  /// Two beside each other are as wide as a phone.
  private static let framesTogether = 4
  /// More of them cover each other in a small frame.
  private static let mostExamples = 150

  private(set) var figures: [ReportFigure] = []

  init?(_ run: ReportedRun) throws {
    let history = run.history
    guard let boundary = try history.directory?.boundary(), !boundary.fields.isEmpty else {
      return nil
    }
    let points = RunFigures.points(boundary.examples)
    let chosen = RunFigures.frames(of: boundary.fields, points, count: Self.mostFrames)
    guard let last = chosen.last else { return nil }
    for start in stride(from: 0, to: chosen.count, by: Self.framesTogether) {
      let frames = chosen[start..<min(start + Self.framesTogether, chosen.count)]
      let rows = Double((frames.count + 1) / 2)
      let figure = Figure.decisionBoundaries(
        points, frames: frames.map { ("step \($0.step)", $0.classifier) },
        title: Self.title(of: frames.map(\.step)), x: FieldAxis("x₁", range: last.xRange),
        y: FieldAxis("x₂", range: last.yRange), resolution: 49,
        size: .column(130 + 220 * rows), mostDots: Self.mostExamples, mostColumns: 2)
      let table = DataTable(
        caption: "The share of examples in the right region",
        columns: [.number("step"), .number("right (%)")],
        rows: frames.map { field in
          let share = ClassifiedScore(points, field.classifier).share
          return [.step(Double(field.step)), .number(share.map { $0 * 100 })]
        })
      figures.append(
        try ReportFigure(
          figure, id: "boundary-frames" + (start == 0 ? "" : "-\(start / Self.framesTogether + 1)"),
          table: table))
    }
  }

  private static func title(of steps: [Int]) -> String {
    guard let first = steps.first, let last = steps.last, first < last else {
      return "Decision boundary at step \(steps.first ?? 0)"
    }
    return "Decision boundary from step \(first) to \(last)"
  }

  var words: [String] {
    [
      "How the network divides the plane, from the first step to the last."
    ]
  }
}
