import VizBase
import VizTrace

/// The type of a tensor's elements, by ONNX's numbers.
enum ElementType: Int32, Sendable {
  case float = 1
  case uint8, int8, uint16, int16, int32, int64, string, bool, float16, double, uint32, uint64
  case complex64, complex128, bfloat16, float8E4M3FN, float8E4M3FNUZ, float8E5M2, float8E5M2FNUZ
  case uint4, int4, float4E2M1, float8E8M0, uint2, int2

  /// The name that the field has for it.
  var dtype: DType {
    let name =
      switch self {
      case .float: "float32"
      case .double: "float64"
      case .float8E4M3FN: "float8_e4m3fn"
      case .float8E4M3FNUZ: "float8_e4m3fnuz"
      case .float8E5M2: "float8_e5m2"
      case .float8E5M2FNUZ: "float8_e5m2fnuz"
      case .float4E2M1: "float4_e2m1fn"
      case .float8E8M0: "float8_e8m0fnu"
      default: String(describing: self)
      }
    return DType(rawValue: name)
  }

  /// Whether its elements have derivatives.
  var isFloating: Bool {
    switch self {
    case .float, .double, .float16, .bfloat16, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2,
      .float8E5M2FNUZ, .float4E2M1, .float8E8M0:
      true
    default: false
    }
  }

  /// How many bits an element takes in `raw_data`; nil where its bytes are not read.
  var bits: Int? {
    switch self {
    case .uint2, .int2: 2
    case .uint4, .int4, .float4E2M1: 4
    case .uint8, .int8, .bool, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ,
      .float8E8M0:
      8
    case .uint16, .int16, .float16, .bfloat16: 16
    case .float, .int32, .uint32: 32
    case .double, .int64, .uint64: 64
    case .string, .complex64, .complex128: nil
    }
  }

  /// The number whose bits these are.
  func number(_ bits: UInt64) -> Double {
    switch self {
    case .bool: bits == 0 ? 0 : 1
    case .uint2, .uint4, .uint8, .uint16, .uint32, .uint64: Double(bits)
    case .int2: signed(bits, 2)
    case .int4: signed(bits, 4)
    case .int8: signed(bits, 8)
    case .int16: signed(bits, 16)
    case .int32: signed(bits, 32)
    case .int64: Double(Int64(bitPattern: bits))
    case .float: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case .double: Double(bitPattern: bits)
    case .bfloat16: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16))
    case .float16:
      Double(
        bits: bits, exponent: 5, fraction: 10, bias: 15, hasInfinities: true)
    case .float8E5M2:
      Double(
        bits: bits, exponent: 5, fraction: 2, bias: 15, hasInfinities: true)
    case .float8E4M3FN:
      bits & 0x7F == 0x7F
        ? .nan
        : Double(
          bits: bits, exponent: 4, fraction: 3, bias: 7, hasInfinities: false)
    case .float8E4M3FNUZ:
      bits == 0x80
        ? .nan
        : Double(
          bits: bits, exponent: 4, fraction: 3, bias: 8, hasInfinities: false)
    case .float8E5M2FNUZ:
      bits == 0x80
        ? .nan
        : Double(
          bits: bits, exponent: 5, fraction: 2, bias: 16, hasInfinities: false)
    case .float4E2M1:
      Double(
        bits: bits, exponent: 2, fraction: 1, bias: 1, hasInfinities: false)
    case .float8E8M0:
      bits == 0xFF ? .nan : Double(sign: .plus, exponent: Int(bits & 0xFF) - 127, significand: 1)
    case .string, .complex64, .complex128: .nan
    }
  }

  private func signed(_ bits: UInt64, _ width: UInt64) -> Double {
    Double(Int64(bitPattern: bits << (64 - width)) >> Int64(64 - width))
  }
}
