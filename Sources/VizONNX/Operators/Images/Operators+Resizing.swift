import Foundation
import VizAutodiff
import VizTensor

/// Images of another size: along each axis a product with the weights of its neighbours.
extension OperatorTable {
  static let resizing: OperatorRules = [
    "Resize": { try resize($0, scales: $0.opset < 11 ? 1 : 2, sizes: $0.opset < 11 ? nil : 3) },
    "Upsample": { try resize($0, scales: 1, sizes: nil) },
  ]

  private static func resize(
    _ call: OperatorCall, scales index: Int, sizes sizesIndex: Int?
  ) throws -> [ModelValue] {
    let x = try call.x()
    let rank = x.shape.rank
    let axes = try call.ints("axes")?.map { try call.axis($0, rank: rank) } ?? Array(0..<rank)
    let e = x.shape.extents
    var scales = call.doubles("scales") ?? call.optional(index)?.tensor.elements ?? []
    var sizes: [Int]
    if let wanted = sizesIndex.flatMap({ call.integers($0) }), !wanted.isEmpty {
      guard wanted.count == axes.count else { throw call.misfit("its sizes do not fit") }
      sizes = wanted
      scales = zip(axes, sizes).map { Double($1) / Double(e[$0]) }
      let policy = call.word("keep_aspect_ratio_policy", "stretch")
      if policy != "stretch" {
        let scale = (policy == "not_larger" ? scales.min() : scales.max()) ?? 1
        scales = scales.map { _ in scale }
        sizes = axes.map { Int(clamping: (scale * Double(e[$0])).rounded()) }
      }
    } else {
      guard scales.count == axes.count else { throw call.misfit("its scales do not fit") }
      sizes = zip(axes, scales).map { Int(clamping: (Double(e[$0]) * $1).rounded(.down)) }
    }
    let mode = call.word("mode", "nearest")
    let transform = call.word(
      "coordinate_transformation_mode", call.opset < 11 ? "asymmetric" : "half_pixel")
    let isCropped = transform == "tf_crop_and_resize"
    let region = isCropped ? call.optional(1)?.tensor.elements ?? [] : []
    guard !isCropped || region.count == 2 * axes.count else {
      throw call.misfit("its region does not fit")
    }
    let antialiases = call.bool("antialias")
    var y = x
    for (number, axis) in axes.enumerated()
    where isCropped || sizes[number] != e[axis] || scales[number] != 1 {
      guard sizes[number] >= 0, e[axis] > 0 else { throw call.misfit("its sizes do not fit") }
      _ = try Shape([sizes[number], e[axis]])
      let from = (0..<sizes[number]).map {
        isCropped
          ? cropped(
            Double($0), e[axis], sizes[number], region[number], region[number + axes.count])
          : coordinate(Double($0), e[axis], sizes[number], scales[number], transform)
      }
      // What lies outside of the image; its value is set, not read.
      let beyond = isCropped ? from.map { $0 < 0 || $0 > Double(e[axis] - 1) } : []
      if mode == "nearest" {
        let rounding = call.word("nearest_mode", call.opset < 11 ? "floor" : "round_prefer_floor")
        let indices = from.map { min(max(nearest($0, rounding), 0), e[axis] - 1) }
        y = try Selection(of: y.shape).taking(indices, along: axis).of(y, named: "resize")
      } else {
        let isCubic = mode == "cubic"
        var weights = [Double](repeating: 0, count: sizes[number] * e[axis])
        for (to, coordinate) in from.enumerated() {
          if isCropped, beyond[to] { continue }
          let a = call.double("cubic_coeff_a", -0.75)
          let near =
            antialiases && scales[number] < 1
            ? smoothed(coordinate, scales[number], isCubic ? a : nil)
            : isCubic ? cubic(coordinate, a) : linear(coordinate)
          let inside = near.filter { 0..<e[axis] ~= $0.index }
          let total = inside.reduce(0) { $0 + $1.weight }
          for (index, weight) in near {
            if call.bool("exclude_outside") {
              if 0..<e[axis] ~= index { weights[index * sizes[number] + to] += weight / total }
            } else {
              weights[min(max(index, 0), e[axis] - 1) * sizes[number] + to] += weight
            }
          }
        }
        let matrix = try call.tape.constant(
          Tensor(weights, shape: Shape([e[axis], sizes[number]])))
        y = try along(axis, of: y) { try matmul($0, matrix) }
      }
      if beyond.contains(true) {
        let fill = call.double("extrapolation_value", 0)
        y = try Selection(of: y.shape)
          .taking(beyond.indices.map { beyond[$0] ? -1 : $0 }, along: axis)
          .of(y, named: "resize", fill: fill)
      }
    }
    return try call.like(y.index == x.index ? call.apply("identity", [x]) : y)
  }

  private static func coordinate(
    _ x: Double, _ from: Int, _ to: Int, _ scale: Double, _ transform: String
  ) -> Double {
    switch transform {
    case "asymmetric": x / scale
    // The scale as it is given, though the extent is a whole number.
    case "align_corners":
      to == 1 ? 0 : x * Double(from - 1) / (Double(from) * scale - 1)
    case "pytorch_half_pixel": to > 1 ? (x + 0.5) / scale - 0.5 : 0
    case "half_pixel_symmetric":
      Double(from) / 2 * (1 - Double(to) / (scale * Double(from))) + (x + 0.5) / scale - 0.5
    default: (x + 0.5) / scale - 0.5
    }
  }

  /// Where a point of the output lies in a region that counts from 0 to 1 over the input.
  private static func cropped(
    _ x: Double, _ from: Int, _ to: Int, _ start: Double, _ end: Double
  ) -> Double {
    let whole = Double(from - 1)
    return to > 1
      ? start * whole + x * (end - start) * whole / Double(to - 1) : 0.5 * (start + end) * whole
  }

  /// The kernel stretched over all that falls on one point where the image shrinks: no detail is
  /// passed over. The triangle, or Keys' cubic with the coefficient `a`.
  private static func smoothed(
    _ x: Double, _ scale: Double, _ a: Double?
  ) -> [(index: Int, weight: Double)] {
    let reach = (a == nil ? 1 : 2) / scale
    guard 0...Double(1 << 15) ~= reach else { return [] }
    let first = Int(clamping: (x - reach).rounded(.down))
    let last = Int(clamping: (x + reach).rounded(.up))
    let near = (first...last).map { index -> (index: Int, weight: Double) in
      let d = abs(Double(index) - x) * scale
      return (index, a.map { keys(d, $0) } ?? max(0, 1 - d))
    }.filter { $0.weight != 0 }
    let total = near.reduce(0) { $0 + $1.weight }
    return near.map { ($0.index, $0.weight / total) }
  }

  private static func nearest(_ x: Double, _ rounding: String) -> Int {
    switch rounding {
    case "floor": Int(clamping: x.rounded(.down))
    case "ceil": Int(clamping: x.rounded(.up))
    case "round_prefer_ceil": Int(clamping: (x + 0.5).rounded(.down))
    default: Int(clamping: (x - 0.5).rounded(.up))
    }
  }

  private static func linear(_ x: Double) -> [(index: Int, weight: Double)] {
    let (left, share) = (Int(clamping: x.rounded(.down)), x - x.rounded(.down))
    return [(left, 1 - share), (left &+ 1, share)]
  }

  /// Keys, "Cubic convolution interpolation for digital image processing", 1981.
  private static func cubic(_ x: Double, _ a: Double) -> [(index: Int, weight: Double)] {
    let (left, share) = (Int(clamping: x.rounded(.down)), x - x.rounded(.down))
    return (-1...2).map { offset in
      (left &+ offset, keys(abs(share - Double(offset)), a))
    }
  }

  private static func keys(_ d: Double, _ a: Double) -> Double {
    if d <= 1 { return ((a + 2) * d - (a + 3)) * d * d + 1 }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0
  }
}
