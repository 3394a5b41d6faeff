import VizEvents
import VizStatistics
package import VizTensor
import VizTrace

/// Measures what an update made of the parameters of a captured step: how far each went, beside how
/// large it is, and how far it has come since the start.
package struct UpdateMeter<Scalar: TensorScalar> {
  private let layout: CaptureLayout<Scalar>
  private let log: StepLog

  /// - Parameters:
  ///   - layout: Says which parameters are taken.
  ///   - log: Has the step that awaits its update.
  init(_ layout: CaptureLayout<Scalar>, _ log: StepLog) {
    self.layout = layout
    self.log = log
  }

  /// Notes the update of a parameter, if it is one that is taken.
  ///
  /// - Parameters:
  ///   - leaf: The index of its leaf on the tape.
  ///   - before: Its elements in the step.
  ///   - after: Its elements now.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func note(
    leaf: Int, from before: UnsafeBufferPointer<Scalar>, to after: UnsafeBufferPointer<Scalar>
  ) {
    guard let row = layout.row(ofParameter: leaf) else { return }
    note(row: row, from: before, to: after)
  }

  /// The same by the parameter's id.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func note(
    _ node: Node.ID, from before: UnsafeBufferPointer<Scalar>,
    to after: UnsafeBufferPointer<Scalar>
  ) {
    guard let row = layout.entries.firstIndex(where: { $0.id == node }) else { return }
    note(row: row, from: before, to: after)
  }

  private func note(
    row: Int, from before: UnsafeBufferPointer<Scalar>, to after: UnsafeBufferPointer<Scalar>
  ) {
    guard let norm = log.pending?.table.valueNorm(of: row) else { return }
    let origin = row < layout.origins.count ? layout.origins[row] : nil
    let (change, distance) = Self.distances(to: after, from: before, origin)
    if let distance { log.pending?.table.rows[row].distance = distance }
    log.pending?.table.rows[row].updateRatio = Self.ratio(of: change, to: norm)
  }

  /// How far a parameter is from where it was before an update, and from where it started, if that
  /// is known.
  static func distances(
    to after: UnsafeBufferPointer<Scalar>, from before: UnsafeBufferPointer<Scalar>,
    _ origin: [Scalar]?
  ) -> (change: Double, distance: Double?) {
    guard let origin, origin.count == after.count else {
      return (after.distance(to: before), nil)
    }
    let (change, distance) = origin.withUnsafeBufferPointer { after.distances(to: before, $0) }
    return (change, distance)
  }

  /// A change beside what is changed; of nothing at all, any change is infinite.
  static func ratio(of change: Double, to norm: Double) -> Double {
    norm > 0 ? change / norm : change > 0 ? .infinity : 0
  }
}
