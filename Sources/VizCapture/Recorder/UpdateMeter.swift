import Dispatch
import VizEvents
import VizStatistics
package import VizTensor
import VizTrace

/// Measures what an update made of the parameters of a captured step: how far each went, beside how
/// large it is, and how far it has come since the start.
package struct UpdateMeter<Scalar: TensorScalar> {
  /// A parameter of a program before and after its update.
  package struct Update {
    let leaf: Int
    let before: UnsafeBufferPointer<Scalar>
    let after: [Scalar]

    /// - Parameters:
    ///   - leaf: The index of its leaf on the tape.
    ///   - before: Its elements in the step.
    ///   - after: Its elements now.
    package init(leaf: Int, from before: UnsafeBufferPointer<Scalar>, to after: [Scalar]) {
      self.leaf = leaf
      self.before = before
      self.after = after
    }
  }

  private let layout: CaptureLayout<Scalar>
  /// The step that awaits its update. Nobody else has it meanwhile, so that its rows change where they
  /// lie.
  private(set) var step: CapturedStep

  /// - Parameters:
  ///   - layout: Says which parameters are taken.
  ///   - step: The step that awaits its update.
  init(_ layout: CaptureLayout<Scalar>, _ step: consuming CapturedStep) {
    self.layout = layout
    self.step = step
  }

  /// Notes the updates of some parameters, those of a large network by several threads.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package mutating func note(_ updates: [Update]) {
    let shares = Shares.count(updates.reduce(0) { $0 + $1.after.count }, among: Shares.processors)
    guard shares > 1 else {
      for update in updates {
        update.after.withUnsafeBufferPointer {
          note(leaf: update.leaf, from: update.before, to: $0)
        }
      }
      return
    }
    let work = Work(
      updates.compactMap { update in
        layout.row(ofParameter: update.leaf).map { (row: $0, update, layout.origin(of: $0)) }
      })
    for (row, squares) in work.measure(shares: shares) { set(row, squares) }
  }

  /// Notes the update of a parameter, if it is one that is taken.
  ///
  /// - Parameters:
  ///   - leaf: The index of its leaf on the tape.
  ///   - before: Its elements in the step.
  ///   - after: Its elements now.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package mutating func note(
    leaf: Int, from before: UnsafeBufferPointer<Scalar>, to after: UnsafeBufferPointer<Scalar>
  ) {
    guard let row = layout.row(ofParameter: leaf) else { return }
    note(row: row, from: before, to: after)
  }

  /// The same by the parameter's id.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  mutating func note(
    _ node: Node.ID, from before: UnsafeBufferPointer<Scalar>,
    to after: UnsafeBufferPointer<Scalar>
  ) {
    guard let row = layout.entries.firstIndex(where: { $0.id == node }) else { return }
    note(row: row, from: before, to: after)
  }

  private mutating func note(
    row: Int, from before: UnsafeBufferPointer<Scalar>, to after: UnsafeBufferPointer<Scalar>
  ) {
    set(row, Squares(of: after, from: before, layout.origin(of: row)))
  }

  private mutating func set(_ row: Int, _ squares: Squares<Scalar>) {
    guard let norm = step.table.valueNorm(of: row) else { return }
    if let distance = squares.distance {
      step.table.rows[row].distance = distance.squareRoot()
    }
    step.table.rows[row].updateRatio = Self.ratio(of: squares.change.squareRoot(), to: norm)
  }

  /// A change beside what is changed; of nothing at all, any change is infinite.
  static func ratio(of change: Double, to norm: Double) -> Double {
    norm > 0 ? change / norm : change > 0 ? .infinity : 0
  }

  /// What those who measure at once have before them.
  // Unchecked, because the numbers are pointed to: nobody changes them meanwhile.
  private struct Work: @unchecked Sendable {
    let updates: [(row: Int, update: Update, origin: [Scalar]?)]
    /// Pieces of the parameters, in their order.
    let pieces: [(index: Int, range: Range<Int>)]

    init(_ updates: [(row: Int, update: Update, origin: [Scalar]?)]) {
      self.updates = updates
      pieces = updates.indices.flatMap { index in
        Squares<Scalar>.pieces(of: updates[index].update.after.count).map { (index, $0) }
      }
    }

    /// The squares of each row, whose pieces are added in the order of the numbers.
    func measure(shares: Int) -> [(Int, Squares<Scalar>)] {
      let found = [Squares<Scalar>](unsafeUninitializedCapacity: pieces.count) { room, count in
        count = pieces.count
        let room = Room(pieces: room)
        DispatchQueue.concurrentPerform(iterations: shares) { share in
          for piece in pieces.count * share / shares..<pieces.count * (share + 1) / shares {
            room.pieces.initializeElement(at: piece, to: squares(of: pieces[piece]))
          }
        }
      }
      var sums = updates.map { ($0.row, Squares<Scalar>(isFromOrigin: $0.origin != nil)) }
      for (piece, squares) in zip(pieces, found) { sums[piece.index].1.add(squares) }
      return sums
    }

    private func squares(of piece: (index: Int, range: Range<Int>)) -> Squares<Scalar> {
      let (_, update, origin) = updates[piece.index]
      return update.after.withUnsafeBufferPointer {
        Squares(of: $0, from: update.before, origin, in: piece.range)
      }
    }
  }

  // Unchecked, because each share has places of its own.
  private struct Room: @unchecked Sendable {
    let pieces: UnsafeMutableBufferPointer<Squares<Scalar>>
  }
}
