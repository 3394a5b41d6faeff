import VizDiagnosis
import VizEvents
import VizPlot
import VizTrace

/// The decision boundary at some steps, and the loss with these steps marked.
struct BoundarySection: RunSection {
  static let id = "boundary"
  static let title = "Decision boundary"

  private static let mostFrames = 8
  /// More of them cover each other in a small frame.
  private static let mostExamples = 150

  let frames: ReportFigure
  /// Where the frames stand on the loss; nil where the run has none.
  private(set) var loss: ReportFigure?

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
    loss = try history.loss.map { try Self.loss($0, at: film.frames.map { Double($0.step) }) }
  }

  private static func loss(_ loss: MetricSeries, at steps: [Double]) throws -> ReportFigure {
    var figure = try Figure.layerLines(
      [loss], title: "Where the frames stand on the loss", label: loss.name,
      size: .pixels(900, 260), smoothing: loss.values.count >= 100 ? 0.9 : nil)
    if MetricGroups.options([loss]).yKind == .linear { figure.panels[0].y.scale = .linear }
    let values = steps.map { loss.around($0) }
    figure.panels[0].marks.append(.dots(DotMark(x: steps, y: values, tone: .ink, size: 8)))
    return try ReportFigure(
      figure, id: "boundary-loss",
      table: DataTable(
        caption: "The loss at the frames' steps", columns: [.number("step"), .number("loss")],
        rows: zip(steps, values).map { [.step($0), .number($1)] }), isWide: true)
  }

  var words: [String] {
    [
      "How the network divides the plane, from the first step to the last; the dots on the loss"
        + " below are these steps."
    ]
  }

  var figures: [ReportFigure] { [frames, loss].compactMap { $0 } }
}
