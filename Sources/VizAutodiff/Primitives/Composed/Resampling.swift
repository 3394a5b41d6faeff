import VizTensor

/// To which size images are resampled, and by which factors: PyTorch's `size`, `scale_factor`,
/// `align_corners` and `recompute_scale_factor`.
struct Resampling: Sendable {
  /// What the places between pixels get.
  enum Mode: String, Sendable {
    case nearest
    case nearestExact = "nearest_exact"
    case linear, bilinear, trilinear

    /// How many axes are resampled.
    var ranks: ClosedRange<Int> {
      switch self {
      case .nearest, .nearestExact: 1...3
      case .linear: 1...1
      case .bilinear: 2...2
      case .trilinear: 3...3
      }
    }
  }

  let mode: Mode
  private let size: [Int]?
  private let factors: [Double]?
  private let alignsCorners: Bool
  /// Whether the factors only say the size, and pixels lie as that says.
  private let recomputes: Bool

  init(_ mode: Mode, _ reader: inout AttributeReader) throws {
    self.mode = mode
    size = try reader.ints("size")
    factors = try reader.doubles("scale_factor")
    alignsCorners = try reader.bool("align_corners", default: false)
    recomputes = try reader.bool("recompute_scale_factor", default: false)
    let isSmoothed = try reader.bool("antialias", default: false)
    let op = "upsample_\(mode.rawValue)"
    guard (size == nil) != (factors == nil) else {
      throw AutodiffError.attribute(
        op: op, name: "size",
        reason: "it or scale_factor must be there, and not both")
    }
    guard !alignsCorners || mode != .nearest && mode != .nearestExact else {
      throw AutodiffError.attribute(
        op: op, name: "align_corners", reason: "the nearest pixel has no corners to align")
    }
    if isSmoothed {
      throw AutodiffError.attribute(
        op: op, name: "antialias", reason: "only what is not smoothed is known")
    }
    // Sizes of a tensor stay far below the limit of what a number can count.
    if let odd = size?.first(where: { $0 < 1 || $0 > Shape.mostElements }) {
      throw AutodiffError.attribute(
        op: op, name: "size", reason: "it must be from 1 to \(Shape.mostElements), not \(odd)")
    }
    if let odd = factors?.first(where: { !($0 > 0 && $0 <= Double(Shape.mostElements)) }) {
      throw AutodiffError.attribute(
        op: op, name: "scale_factor", reason: "it must be positive, not \(odd)")
    }
  }

  var attributes: [String: Attribute?] {
    [
      "size": size.map(Attribute.ints),
      "scale_factor": factors.map { factors in
        let whole = factors.compactMap { Int(exactly: $0) }
        return whole.count == factors.count ? .ints(whole) : .doubles(factors)
      }, "align_corners": alignsCorners ? .bool(true) : nil,
      "recompute_scale_factor": recomputes ? .bool(true) : nil,
    ]
  }

  /// From where along an axis the elements of the result are taken: from `low`, and by `weight`
  /// from `high`.
  struct Axis {
    var low, high: [Int]
    var weight: [Double]
  }

  /// Along each of the axes with these extents; throws `ShapeError` where they are others than the
  /// attributes have numbers for.
  func axes(of extents: [Int]) throws -> [Axis] {
    guard mode.ranks.contains(extents.count) else {
      throw ShapeError(
        op: "", reason: "it takes [batch, channels, …] with \(mode.ranks.words) axes more")
    }
    let given = size?.count ?? factors?.count ?? 1
    guard given == 1 || given == extents.count else {
      throw ShapeError(
        op: "", reason: "there are \(given) sizes or factors for \(extents.count) axes")
    }
    return try extents.enumerated().map { axis, extent in
      guard extent > 0 else { throw ShapeError(op: "", reason: "there are no pixels") }
      let factor = factors.map { $0[given == 1 ? 0 : axis] }
      let count =
        factor.map { ($0 * Double(extent)).rounded(.down) }.map { Int($0) }
        ?? size.map { $0[given == 1 ? 0 : axis] } ?? extent
      guard count > 0 else { throw ShapeError(op: "", reason: "nothing is left of \(extent)") }
      _ = try Shape([count])
      return self.axis(extent, to: count, factor: recomputes ? nil : factor)
    }
  }

  private func axis(_ extent: Int, to count: Int, factor: Double?) -> Axis {
    switch mode {
    case .nearest, .nearestExact:
      // PyTorch's rounding: in single precision, but for what is none and for doubling.
      let scale = factor.map { Float(1 / $0) } ?? Float(extent) / Float(count)
      let low = (0..<count).map { index in
        if mode == .nearestExact {
          // In range: factors leave at least one element, so that no index lies far beyond the last.
          return min(Int(((Float(index) + 0.5) * scale).rounded(.down)), extent - 1)
        }
        if count == extent { return index }
        if count == 2 * extent { return index / 2 }
        // In range: as above.
        return min(Int((Float(index) * scale).rounded(.down)), extent - 1)
      }
      return Axis(low: low, high: low, weight: low.map { _ in 0 })
    case .linear, .bilinear, .trilinear:
      if count == extent, alignsCorners || factor == nil || factor == 1 {
        let all = Array(0..<extent)
        return Axis(low: all, high: all, weight: all.map { _ in 0 })
      }
      let scale =
        alignsCorners
        ? (count > 1 ? Double(extent - 1) / Double(count - 1) : 0)
        : factor.map { 1 / $0 } ?? Double(extent) / Double(count)
      var axis = Axis(low: [], high: [], weight: [])
      for index in 0..<count {
        let source =
          alignsCorners ? scale * Double(index) : max(0, scale * (Double(index) + 0.5) - 0.5)
        let low = min(Int(source), extent - 1)
        axis.low.append(low)
        axis.high.append(min(low + 1, extent - 1))
        axis.weight.append(min(max(source - Double(low), 0), 1))
      }
      return axis
    }
  }
}

extension ClosedRange<Int> {
  fileprivate var words: String {
    count == 1 ? "\(lowerBound)" : "\(lowerBound) to \(upperBound)"
  }
}
