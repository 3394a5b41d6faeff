import Foundation
import VizAutodiff
import VizTensor

/// Tensors out of nothing but their description.
extension OperatorTable {
  static let makers: OperatorRules = [
    "Constant": { call in
      if let given = try call.tensor("value") { return [call.constant(given.tensor, given.type)] }
      if call.has("value_float") {
        return [call.constant(Tensor(call.double("value_float", 0)), .float)]
      }
      if let number = call.elements("value_int")?.first {
        return [call.constant(Tensor(number), .int64)]
      }
      if let list = call.doubles("value_floats"), call.has("value_floats") {
        return try call.constant(list, [list.count], .float)
      }
      if call.ints("value_ints") == [] { return try call.constant([], [0], .int64) }
      if let list = call.elements("value_ints") {
        return try call.constant(list, [list.count], .int64)
      }
      throw call.unsupported("a constant that is sparse or holds text")
    },
    "ConstantOfShape": { call in
      guard let extents = call.integers(0) else { throw call.misfit("it has no shape") }
      let given = try call.tensor("value")
      let tensor = Tensor(
        repeating: given?.tensor.elements.first ?? 0, shape: try Shape(extents))
      return [call.constant(tensor, given?.type ?? .float)]
    },
    "Range": { call in
      let (start, limit, step) = (
        try call.value(0).tensor.elements.first ?? 0, try call.value(1).tensor.elements.first ?? 0,
        try call.value(2).tensor.elements.first ?? 1
      )
      let count = ((limit - start) / step).rounded(.up)
      guard count.isFinite, count <= Double(Shape.mostElements) else {
        throw call.misfit("it goes from \(start) to \(limit) by \(step)")
      }
      let numbers = (0..<Int(clamping: max(0, count))).map { start + Double($0) * step }
      return try call.constant(numbers, [numbers.count], call.value(0).type)
    },
    "EyeLike": { call in
      let x = try call.value(0)
      guard x.shape.rank == 2 else { throw call.misfit("it needs a matrix") }
      let (columns, diagonal) = (x.shape.extents[1], call.int("k", 0))
      let type = ElementType(rawValue: Int32(clamping: call.int("dtype", 0))) ?? x.type
      return try call.constant(
        (0..<x.shape.elementCount).map {
          columns > 0 && $0 % columns - $0 / columns == diagonal ? 1 : 0
        },
        x.shape.extents, type)
    },
    "MelWeightMatrix": { try melWeights($0) },
    "HannWindow": window { 0.5 - 0.5 * cos(2 * .pi * $0) },
    "HammingWindow": window { 25.0 / 46 - 21.0 / 46 * cos(2 * .pi * $0) },
    "BlackmanWindow": window { 0.42 - 0.5 * cos(2 * .pi * $0) + 0.08 * cos(4 * .pi * $0) },
  ]

  /// Triangles over the frequencies of a transform, equally wide in mel.
  ///
  /// Stevens, Volkmann and Newman, "A Scale for the Measurement of the Psychological Magnitude Pitch",
  /// 1937.
  private static func melWeights(_ call: OperatorCall) throws -> [ModelValue] {
    let told = try (0..<5).map { try call.value($0).tensor.elements.first ?? 0 }
    let (bands, length) = (Int(clamping: told[0]).roomy, Int(clamping: told[1]).roomy)
    guard 0...(1 << 22) ~= bands, 0...(1 << 22) ~= length, told[2] > 0,
      told[3] >= 0, told[4] >= told[3], told[4].isFinite
    else { throw call.misfit("its bands and frequencies do not fit") }
    let rows = length / 2 + 1
    let shape = try Shape([rows, bands])
    let mel = { (frequency: Double) in 2595 * log1p(frequency / 700) / log(10) }
    let (low, high) = (mel(told[3]), mel(told[4]))
    let corners = (0..<bands + 2).map { band -> Int in
      let at = low + Double(band) * (high - low) / Double(bands + 2)
      let frequency = 700 * expm1(at / 2595 * log(10))
      return Int(clamping: (Double(length + 1) * frequency / told[2]).rounded(.down))
    }
    guard let last = corners.max(), last < rows, bands > 0 else {
      throw call.misfit("its highest frequency is beyond half of the sample rate")
    }
    var weights = [Double](repeating: 0, count: shape.elementCount)
    for band in 0..<bands {
      let (left, middle, right) = (corners[band], corners[band + 1], corners[band + 2])
      weights[middle * bands + band] = 1
      for row in left..<middle {
        weights[row * bands + band] = Double(row - left) / Double(middle - left)
      }
      for row in middle..<right {
        weights[row * bands + band] = Double(right - row) / Double(right - middle)
      }
    }
    let type = ElementType(rawValue: Int32(clamping: call.int("output_datatype", 1))) ?? .float
    return [call.constant(try Tensor(weights, shape: shape), type)]
  }

  private static func window(_ value: @escaping @Sendable (Double) -> Double) -> OperatorRule {
    { call in
      guard let size = call.integers(0)?.first, 0...(1 << 22) ~= size else {
        throw call.misfit("its size does not fit")
      }
      let length = call.bool("periodic", true) ? size : size - 1
      let numbers = (0..<size).map { value(length == 0 ? 0 : Double($0) / Double(length)) }
      return try call.constant(numbers, [size], .float)
    }
  }
}
