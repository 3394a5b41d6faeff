import Foundation
import VizAutodiff
import VizTensor
import VizTrace

/// Functions of single numbers that have no primitive of their own: value and slope.
extension OperatorTable {
  static let pointwise: OperatorRules = [
    "Sinh": function("sinh", sinh, cosh), "Cosh": function("cosh", cosh, sinh),
    "Asin": function("asin", asin) { 1 / (1 - $0 * $0).squareRoot() },
    "Acos": function("acos", acos) { -1 / (1 - $0 * $0).squareRoot() },
    "Atan": function("atan", atan) { 1 / (1 + $0 * $0) },
    "Asinh": function("asinh", asinh) { 1 / ($0 * $0 + 1).squareRoot() },
    "Acosh": function("acosh", acosh) { 1 / ($0 * $0 - 1).squareRoot() },
    "Atanh": function("atanh", atanh) { 1 / (1 - $0 * $0) },
    "Softsign": function(
      "softsign", { $0 / (1 + abs($0)) }, { 1 / ((1 + abs($0)) * (1 + abs($0))) }),
    "Floor": flat { $0.rounded(.down) }, "Ceil": flat { $0.rounded(.up) },
    "Round": flat { $0.rounded(.toNearestOrEven) },
    "Sign": flat { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 },
    "Selu": { call in
      let alpha = call.double("alpha", 1.67326319217681884765625)
      let gamma = call.double("gamma", 1.05070102214813232421875)
      return try apply(
        call, "selu", { gamma * ($0 > 0 ? $0 : alpha * expm1($0)) },
        { gamma * ($0 > 0 ? 1 : alpha * exp($0)) })
    },
    "Celu": { call in
      let alpha = call.double("alpha", 1)
      return try apply(
        call, "celu", { max(0, $0) + min(0, alpha * expm1($0 / alpha)) },
        { $0 > 0 ? 1 : exp($0 / alpha) })
    },
    "ThresholdedRelu": { call in
      let alpha = call.double("alpha", 1)
      return try apply(call, "thresholded_relu", { $0 > alpha ? $0 : 0 }, { $0 > alpha ? 1 : 0 })
    },
    "HardSigmoid": { call in
      let (alpha, beta) = (call.double("alpha", 0.2), call.double("beta", 0.5))
      return try apply(
        call, "hard_sigmoid", { min(1, max(0, alpha * $0 + beta)) },
        { 0 < alpha * $0 + beta && alpha * $0 + beta < 1 ? alpha : 0 })
    },
    "Shrink": { call in
      let (bias, lambda) = (call.double("bias", 0), call.double("lambd", 0.5))
      return try apply(
        call, "shrink", { $0 < -lambda ? $0 + bias : $0 > lambda ? $0 - bias : 0 },
        { abs($0) > lambda ? 1 : 0 })
    },
    "IsNaN": test { $0.isNaN },
    "IsInf": { call in
      let (below, above) = (call.bool("detect_negative", true), call.bool("detect_positive", true))
      return [
        call.constant(
          try call.value(0).tensor.map { $0.isInfinite && ($0 < 0 ? below : above) ? 1 : 0 }, .bool)
      ]
    },
    "Not": test { $0 == 0 },
    "BitwiseNot": { call in
      let x = try call.value(0)
      let mask = x.type.bits.map { Double(UInt64.max >> UInt64(64 - $0)) } ?? 0
      let isUnsigned = String(describing: x.type).hasPrefix("u")
      return [call.constant(x.tensor.map { isUnsigned ? mask - $0 : -1 - $0 }, x.type)]
    },
    "Cast": { call in
      guard let type = ElementType(rawValue: Int32(clamping: call.int("to", 0))) else {
        throw call.misfit("it casts to the unknown type \(call.int("to", 0))")
      }
      return try cast(call, type)
    },
    "CastLike": { try cast($0, $0.value(1).type) },
    "BitCast": { call in
      let x = try call.value(0)
      guard let type = ElementType(rawValue: Int32(clamping: call.int("to", 0))),
        let bits = type.bits, bits == x.type.bits
      else { throw call.misfit("it casts to a type of another width") }
      guard x.type.isWhole || [.float, .double, .float16, .bfloat16].contains(x.type) else {
        throw call.unsupported("a cast of the bits of \(x.type.dtype.rawValue)")
      }
      return [call.constant(x.tensor.map { type.number(x.type.pattern($0)) }, type)]
    },
  ]

  private static func cast(_ call: OperatorCall, _ type: ElementType) throws -> [ModelValue] {
    let x = try call.value(0)
    if type.bits == nil { throw call.unsupported("a cast to \(type.dtype.rawValue)") }
    if type.isFloating {
      // The tape has double precision; a cast to less rounds, and its slope is taken for 1.
      guard type != .float, type != .double else {
        return [ModelValue(variable: try call.apply("identity", [x.variable]), type: type)]
      }
      let saturates = call.bool("saturate", true)
      let rounding: FloatingPointRoundingRule? =
        switch call.word("round_mode", "up") {
        case "up": .up
        case "down": .down
        default: nil
        }
      let result = try apply(
        call, "round_to", { type.rounded($0, saturates: saturates, exponents: rounding) },
        { _ in 1 })
      return [ModelValue(variable: result[0].variable, type: type)]
    }
    if type == .bool { return [call.constant(x.tensor.map { $0 == 0 ? 0 : 1 }, .bool)] }
    return [call.constant(x.tensor.map { type.wrapping($0) }, type)]
  }

  static func apply(
    _ call: OperatorCall, _ name: String, _ value: @escaping @Sendable (Double) -> Double,
    _ slope: @escaping @Sendable (Double) -> Double
  ) throws -> [ModelValue] {
    let primitive = Primitive<Double>(
      name, arity: 1, value: { $0[0].map(value) },
      vjp: { g, call, _ in try g * call.inputs[0].map(slope) },
      jvp: { t, call in try t[0].map { try $0 * call.inputs[0].map(slope) } })
    return try call.like(call.tape.apply(primitive, [call.x()]))
  }

  private static func function(
    _ name: String, _ value: @escaping @Sendable (Double) -> Double,
    _ slope: @escaping @Sendable (Double) -> Double
  ) -> OperatorRule {
    { try apply($0, name, value, slope) }
  }

  /// A function that is level wherever it is smooth.
  private static func flat(_ value: @escaping @Sendable (Double) -> Double) -> OperatorRule {
    { call in [call.constant(try call.value(0).tensor.map(value), try call.value(0).type)] }
  }

  private static func test(_ value: @escaping @Sendable (Double) -> Bool) -> OperatorRule {
    { call in [call.constant(try call.value(0).tensor.map { value($0) ? 1 : 0 }, .bool)] }
  }
}

extension ElementType {
  /// A number cut to a whole one of this type, as a cast does it: the bits that do not fit go.
  func wrapping(_ number: Double) -> Double {
    guard let bits, bits < 64, number.isFinite, abs(number) < 9.2e18 else {
      return number.isNaN ? 0 : Double(Int(clamping: number))
    }
    // In range: smaller than 2^63, see above.
    let whole = UInt64(bitPattern: Int64(number.rounded(.towardZero)))
    return self.number(whole & (1 << UInt64(bits) - 1))
  }

  /// Whether its elements are whole numbers, or truths.
  var isWhole: Bool { !isFloating && bits != nil }

  /// The bits of a number that this type has.
  func pattern(_ number: Double) -> UInt64 {
    switch self {
    case .double: number.bitPattern
    case .float: UInt64(Float(number).bitPattern)
    case .bfloat16: UInt64(Float(number).bitPattern >> 16)
    case .float16: Self.half(number)
    case .uint64:
      number < 0x1p63
        ? UInt64(max(0, Int(clamping: number)))
        : UInt64(exactly: number.rounded(.towardZero)) ?? .max
    default: UInt64(bitPattern: Int64(Int(clamping: number))) & (.max >> UInt64(64 - (bits ?? 64)))
    }
  }

  private static func half(_ number: Double) -> UInt64 {
    let sign: UInt64 = number.sign == .minus ? 0x8000 : 0
    if number.isNaN { return sign | 0x7E00 }
    let size = number.magnitude
    if size > 65504 { return sign | 0x7C00 }
    if size < 0x1p-14 { return sign | UInt64(size * 0x1p24) }
    let fraction = UInt64((size.significand - 1) * 1024)
    return sign | UInt64(Int(size.exponent) + 15) << 10 | fraction
  }
}
