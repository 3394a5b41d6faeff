import VizDiagnosis
import VizEvents
import VizTrace

/// The decision boundary at some steps.
struct BoundarySection: RunSection {
  static let id = "boundary"
  static let title = "Decision boundary"

  private static let mostFrames = 8
  /// More of them cover each other in a small frame.
  private static let mostExamples = 150

  let frames: ReportFigure

  init?(_ run: ReportedRun) throws {
    let history = run.history
    guard let boundary = try history.directory?.boundary(), !boundary.fields.isEmpty else {
      return nil
    }
    let film = RunFigures.filmstrip(
      boundary.fields, boundary.examples, of: history.name, frames: Self.mostFrames,
      mostExamples: Self.mostExamples, resolution: 49)
    let table = DataTable(
      caption: "The share of examples in the right region",
      columns: [.number("step"), .number("right (%)")],
      rows: film.frames.map { [.step(Double($0.step)), .number($0.share.map { $0 * 100 })] })
    frames = try ReportFigure(film.figure, id: "boundary-frames", table: table, isWide: true)
  }

  var words: [String] {
    [
      "How the network divides the plane, from the first step to the last."
    ]
  }

  var figures: [ReportFigure] { [frames] }
}
