import VizAutodiff
import VizBase
import VizTensor

/// How an image is read between its pixels: by the nearest, or by a weighted sum of its neighbours.
/// Derivatives go to the image and to the points.
struct Sampler {
  enum Mode { case nearest, linear, cubic }
  enum Padding { case zeros, border, reflection }
  var mode: Mode
  var padding: Padding
  /// Whether the outermost pixels' centres are the image's edges, which it is reflected at.
  var cornersAlign: Bool

  init(mode: String, padding: String, cornersAlign: Bool, _ call: OperatorCall) throws {
    switch mode {
    case "nearest": self.mode = .nearest
    case "linear", "bilinear": self.mode = .linear
    case "cubic", "bicubic": self.mode = .cubic
    default: throw call.unsupported("its mode \(mode.quoted(limit: 20))")
    }
    switch padding {
    case "zeros": self.padding = .zeros
    case "border": self.padding = .border
    case "reflection": self.padding = .reflection
    default: throw call.unsupported("its padding \(padding.quoted(limit: 20))")
    }
    self.cornersAlign = cornersAlign
  }

  /// A neighbour along one axis: where it is at each point, and how much it counts.
  private typealias Tap = (indices: [Int], weight: Variable<Double>?)

  /// The values `[n, c, count]` of an image `[n, c, …]` at points, `[n, 1, count]` of pixels along
  /// each axis.
  func sample(
    _ x: Variable<Double>, at points: [Variable<Double>]
  ) throws -> Variable<Double> {
    let spatial = Array(x.shape.extents.dropFirst(2))
    let taps = try zip(points, spatial).map { try self.taps($0, $1) }
    var sum: Variable<Double>?
    for choice in Selection.indices(of: taps.map(\.count)) {
      let chosen = zip(taps, choice).map { $0[$1] }
      var term = try seen(x, chosen.map(\.indices), spatial)
      for tap in chosen { if let weight = tap.weight { term = try term * weight } }
      sum = try sum.map { try $0 + term } ?? term
    }
    guard let sum else { throw ShapeError(op: "grid_sample", reason: "the image has no axes") }
    return sum
  }

  /// The pixels `[n, c, count]` at whole indices, 0 beyond the edge.
  private func seen(
    _ x: Variable<Double>, _ indices: [[Int]], _ spatial: [Int]
  ) throws -> Variable<Double> {
    let (n, c) = (x.shape.extents[0], x.shape.extents[1])
    let plane = spatial.reduce(1, *)
    let count = (indices.first?.count ?? 0) / max(1, n)
    let shape = try Shape([n, c, count])
    var positions = [Int](repeating: -1, count: shape.elementCount)
    for image in 0..<n {
      for point in 0..<count {
        var position = 0
        for axis in spatial.indices {
          let index = within(indices[axis][image * count + point], spatial[axis])
          guard index >= 0 else {
            position = -1
            break
          }
          position = position * spatial[axis] + index
        }
        guard position >= 0 else { continue }
        for channel in 0..<c {
          positions[(image * c + channel) * count + point] =
            (image * c + channel) * plane + position
        }
      }
    }
    return try Selection(positions, shape.extents).of(x, named: "sample")
  }

  /// An index inside of the image by the padding; -1 where there is nothing.
  private func within(_ index: Int, _ extent: Int) -> Int {
    if 0..<extent ~= index { return index }
    switch padding {
    case .zeros: return -1
    case .border: return index < 0 ? 0 : extent - 1
    case .reflection:
      let mirrored = Int(clamping: reflected(Double(index), extent).value)
      return min(max(mirrored, 0), extent - 1)
    }
  }

  private func taps(_ point: Variable<Double>, _ extent: Int) throws -> [Tap] {
    var point = point
    if mode == .nearest {
      let numbers = point.value.elements.map {
        self.placed($0.rounded(.toNearestOrEven), extent).value
      }
      return [(numbers.map { Int(clamping: $0) }, nil)]
    }
    if mode == .linear, padding != .zeros {
      // Where a point falls beyond the edge, a line through what the padding makes of it.
      let placed = point.value.elements.map { self.placed($0, extent) }
      let slopes = try Tensor(placed.map(\.slope), shape: point.shape)
      let offsets = try Tensor(
        zip(placed, point.value.elements).map {
          $0.slope == 0 ? $0.value : $0.value - $0.slope * $1
        }, shape: point.shape)
      point = try point * point.tape.constant(slopes) + point.tape.constant(offsets)
    }
    let floors = point.value.map { $0.rounded(.down) }
    let left = floors.elements.map { Int(clamping: $0) }
    let share = try point - point.tape.constant(floors)
    if mode == .linear {
      return [(left, try 1 - share), (left.map { $0 &+ 1 }, share)]
    }
    // Keys, "Cubic convolution interpolation for digital image processing", 1981.
    let a = -0.75
    let near = { (d: Variable<Double>) in try ((d * (a + 2) - (a + 3)) * d * d) + 1 }
    let far = { (d: Variable<Double>) in try ((d * a - 5 * a) * d + 8 * a) * d - 4 * a }
    return [
      (left.map { $0 &- 1 }, try far(share + 1)), (left, try near(share)),
      (left.map { $0 &+ 1 }, try near(1 - share)), (left.map { $0 &+ 2 }, try far(2 - share)),
    ]
  }

  /// Where the padding puts a point, and how fast it moves there.
  private func placed(_ x: Double, _ extent: Int) -> (value: Double, slope: Double) {
    let (low, high) = edges(extent)
    guard x < low || x > high else { return (x, 1) }
    switch padding {
    case .zeros: return (x, 1)
    case .border: return (min(max(x, 0), Double(extent - 1)), 0)
    case .reflection: return reflected(x, extent)
    }
  }

  private func edges(_ extent: Int) -> (Double, Double) {
    cornersAlign ? (0, Double(extent - 1)) : (-0.5, Double(extent) - 0.5)
  }

  private func reflected(_ x: Double, _ extent: Int) -> (value: Double, slope: Double) {
    let (low, high) = edges(extent)
    guard x < low || x > high else { return (x, 1) }
    guard high > low, x.isFinite else { return (low, 0) }
    let beyond = x < low ? low - x : x - high
    let turns = (beyond / (high - low)).rounded(.down)
    let rest = beyond - turns * (high - low)
    let isEven = turns.truncatingRemainder(dividingBy: 2) == 0
    return x < low
      ? (isEven ? (low + rest, -1) : (high - rest, 1))
      : (isEven ? (high - rest, -1) : (low + rest, 1))
  }

  /// The values `[1, c, count]` of one image `[1, c, h, w]` at points inside of it; a point up to
  /// one pixel beyond the edge counts as on it, one farther away as 0. The largest of the four
  /// weighted neighbours, or their sum.
  ///
  /// He et al., "Mask R-CNN", 2017.
  static func boxes(
    _ x: Variable<Double>, at points: [[Double]], isMaximum: Bool
  ) throws -> Variable<Double> {
    let (c, spatial) = (x.shape.extents[1], Array(x.shape.extents[2...]))
    let count = points[0].count
    var positions = [[Int]](repeating: [Int](repeating: -1, count: c * count), count: 4)
    var weights = [[Double]](repeating: [Double](repeating: 0, count: count), count: 4)
    for point in 0..<count {
      let coordinates = points.map { $0[point] }
      guard zip(coordinates, spatial).allSatisfy({ $0 >= -1 && $0 <= Double($1) }) else { continue }
      let near = zip(coordinates, spatial).map { value, extent -> [(Int, Double)] in
        let inside = max(0, value)
        let left = min(Int(inside), extent - 1)
        let right = min(left + 1, extent - 1)
        let share = left == extent - 1 ? 0 : inside - Double(left)
        return [(left, 1 - share), (right, share)]
      }
      for corner in 0..<4 {
        let (row, column) = (near[0][corner / 2], near[1][corner % 2])
        weights[corner][point] = row.1 * column.1
        for channel in 0..<c {
          positions[corner][channel * count + point] =
            (channel * spatial[0] + row.0) * spatial[1] + column.0
        }
      }
    }
    var result: Variable<Double>?
    for corner in 0..<4 {
      let weight = try x.tape.constant(Tensor(weights[corner], shape: Shape([1, 1, count])))
      let term = try Selection(positions[corner], [1, c, count]).of(x, named: "sample") * weight
      result =
        try result.map {
          isMaximum
            ? try x.tape.apply(Primitive.make(op: "maximum"), [$0, term]) : try $0 + term
        } ?? term
    }
    guard let result else { throw ShapeError(op: "roi_align", reason: "the image has no pixels") }
    return result
  }
}
