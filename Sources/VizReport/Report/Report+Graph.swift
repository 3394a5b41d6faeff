import VizBase
import VizDiagnosis
import VizDiagram
import VizEvents

extension Report {
  /// The run's graph, drawn; none where it has none.
  static func graphs(_ reported: ReportedRun, _ options: Options) async throws -> [GraphSection] {
    let run = reported.history
    guard let graph = run.graph, let log = run.log,
      let frames = try RunFrames(
        graph, of: run.name, log: log, record: run.record, replaying: options.step,
        notable: reported.findings.compactMap(\.step),
        most: min(options.graphSteps, max(8, mostDrawnNodes / max(run.nodes.tracks.count, 1))))
    else { return [] }
    var section = try await GraphSection(
      run: frames.graph, frames: frames.frames, of: frames.captured, replayed: frames.replayed,
      until: frames.last, update: frames.update, options: options.diagram, idPrefix: "",
      mostBytes: mostFrameBytes, mostInsideBytes: mostInsideBytes)
    section.statistics = NodeStatistics(run.nodes, at: frames.replayed, hasNorms: false)
    return [section]
  }

  /// What leaves a report of fifty nodes below a megabyte.
  private static let mostFrameBytes = 75_000

  /// What leaves a report of a thousand nodes below 800 kB.
  private static let mostInsideBytes = 100_000

  /// About so many nodes, over all steps, fit into these bytes; more are not drawn in vain.
  private static let mostDrawnNodes = 700
}
