import VizTensor

/// The squared distances of a parameter from where it was before an update, and from where it started,
/// if that is known.
///
/// They are summed piece by piece, so that they are the same however many processors share the pieces.
struct Squares<Scalar: TensorScalar> {
  var change: Double
  var distance: Double?

  /// Sums of nothing.
  init(isFromOrigin: Bool) {
    change = 0
    distance = isFromOrigin ? 0 : nil
  }

  /// Those of a whole parameter.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  init(
    of after: UnsafeBufferPointer<Scalar>, from before: UnsafeBufferPointer<Scalar>,
    _ origin: [Scalar]?
  ) {
    guard after.count > Self.size else {
      self.init(of: after, from: before, origin, in: after.indices)
      return
    }
    self.init(isFromOrigin: origin?.count == after.count)
    for range in Self.pieces(of: after.count) {
      add(Self(of: after, from: before, origin, in: range))
    }
  }

  /// Those of a piece.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  init(
    of after: UnsafeBufferPointer<Scalar>, from before: UnsafeBufferPointer<Scalar>,
    _ origin: [Scalar]?, in range: Range<Int>
  ) {
    func part(_ numbers: UnsafeBufferPointer<Scalar>) -> UnsafeBufferPointer<Scalar> {
      UnsafeBufferPointer(rebasing: numbers[range.clamped(to: numbers.indices)])
    }
    let (here, there) = (part(after), part(before))
    if let origin, origin.count == after.count {
      let (change, distance) = origin.withUnsafeBufferPointer {
        here.squaredDistances(to: there, part($0))
      }
      (self.change, self.distance) = (change, distance)
    } else {
      (change, distance) = (here.squaredDistances(to: there, there).0, nil)
    }
  }

  mutating func add(_ other: Self) {
    change += other.change
    if let more = other.distance { distance = (distance ?? 0) + more }
  }

  /// So many numbers are a piece: enough to be worth a call, and few beside what a thread is woken for.
  private static var size: Int { 1 << 15 }

  /// The pieces of so many numbers.
  static func pieces(of count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
  }
}
