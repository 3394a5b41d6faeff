import VizBase
import VizDiagnosis
import VizDiagram
import VizEvents

extension Report {
  /// The graphs of the runs that have one, drawn.
  static func graphs(
    _ runs: [ReportedRun], _ options: Options
  ) async throws -> [GraphSection] {
    var diagram = options.diagram
    // Beside another one, a graph has half of the page's width.
    if runs.count > 1 { diagram.direction = .tb }
    var graphs: [GraphSection] = []
    for reported in runs where graphs.count < mostGraphs {
      let run = reported.history
      guard let graph = run.graph, let log = run.log,
        let frames = try RunFrames(
          graph, of: run.name, log: log, record: run.record, replaying: options.step,
          notable: reported.findings.compactMap(\.step),
          most: min(options.graphSteps, max(8, mostDrawnNodes / max(run.nodes.tracks.count, 1))))
      else { continue }
      var section = try await GraphSection(
        run: frames.graph, frames: frames.frames, of: frames.captured, replayed: frames.replayed,
        update: frames.update, options: diagram,
        idPrefix: graphs.isEmpty ? "" : "r\(graphs.count + 1)-", mostBytes: mostFrameBytes)
      if runs.count > 1 { section.run = run.name.escaped(limit: 60) }
      graphs.append(section)
    }
    return graphs
  }

  /// What leaves a report of fifty nodes below a megabyte.
  private static let mostFrameBytes = 110_000

  /// About so many nodes, over all steps, fit into these bytes; more are not drawn in vain.
  private static let mostDrawnNodes = 700

  /// More graphs side by side cannot be compared by eye.
  private static let mostGraphs = 4
}
