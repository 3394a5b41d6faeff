import VizDiagnosis
import VizEvents
import VizTrace

/// What the nodes of a run held at a step, as columns of a table.
struct NodeStatistics: Sendable {
  /// The step that the statistics are of.
  let step: Int
  let columns: [DataTable.Column]
  private let ofValue, ofGradient: [DataTable.Statistic]
  private let tracks: NodeTracks
  private let index: Int

  /// The statistics at a step, or at the last one before it that has some; nil where none has.
  ///
  /// - Parameters:
  ///   - tracks: What was recorded of the nodes.
  ///   - step: The step; the last one, if it is not said.
  ///   - hasNorms: Whether the norms are among them, which a table may have already.
  init?(_ tracks: NodeTracks, at step: Int = .max, hasNorms: Bool) {
    guard let index = tracks.steps.lastIndex(where: { $0 <= step }), !tracks.tracks.isEmpty else {
      return nil
    }
    (self.tracks, self.index) = (tracks, index)
    self.step = tracks.steps[index]
    ofValue = [.count, .mean, .std] + (hasNorms ? [.norm] : []) + [.zeros]
    ofGradient = (hasNorms ? [.norm] : []) + [.zeros]
    columns =
      ofValue.map { $0.column() } + ofGradient.map { $0.column(of: "gradient") }
      + [.number("update ratio"), .number("distance from start"), .number("not finite")]
  }

  /// What a node held: dashes where it held nothing.
  func cells(of node: Node.ID) -> [DataTable.Cell] {
    guard let track = tracks[node] else { return columns.map { _ in .number(nil) } }
    let (value, gradient) = (track.value.row(at: index), track.gradient.row(at: index))
    let broken = (value?.broken ?? 0) + (gradient?.broken ?? 0)
    /// Of a column in which NaN stands for none, unless the node has elements that are none.
    func logged(_ column: [Double]) -> Double? {
      guard column.indices.contains(index) else { return nil }
      return column[index].isNaN && broken == 0 ? nil : column[index]
    }
    return ofValue.map { $0.cell(value) } + ofGradient.map { $0.cell(gradient) } + [
      .number(logged(track.updateRatio)), .number(logged(track.distance)), .count(broken),
    ]
  }
}
