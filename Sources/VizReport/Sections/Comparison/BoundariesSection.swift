import VizDiagnosis
import VizEvents
import VizPlot

/// The last decision boundary of each run that has one.
struct BoundariesSection: ComparisonSection {
  static let id = "boundary"
  static let title = "Decision boundaries"

  private static let mostBoundaries = 8

  private(set) var figures: [ReportFigure] = []
  /// How many more runs have one.
  private(set) var leftOut = 0

  init?(_ runs: [ReportedRun]) throws {
    for (number, run) in runs.map(\.history).enumerated() {
      guard let boundary = try run.directory?.boundary(), let last = boundary.fields.last else {
        continue
      }
      guard figures.count < Self.mostBoundaries else {
        leftOut += 1
        continue
      }
      var figure = RunFigures.boundary(last, boundary.examples, of: run.name)
      figure.size = .pixels(440, 480)
      figures.append(try ReportFigure(figure, id: "boundary-\(number + 1)", table: nil))
    }
    guard !figures.isEmpty else { return nil }
  }

  var words: [String] {
    leftOut > 0 ? ["\(leftOut) more runs have one; their own reports show it."] : []
  }
}
