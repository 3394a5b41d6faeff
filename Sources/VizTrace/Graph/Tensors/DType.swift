/// The type of a tensor's elements, by the name that the field has for it.
///
/// Any name is a type, and is drawn as it is given; of those that are listed here, vizbp also knows
/// what numbers they hold.
public struct DType: RawRepresentable, Sendable, Hashable {
  /// The name: `float32`, `bfloat16`.
  public let rawValue: String

  /// The type of a name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// Numbers of the IEEE standard in 32 bits.
  public static let float32 = DType(rawValue: "float32")
  /// Numbers of the IEEE standard in 64 bits.
  public static let float64 = DType(rawValue: "float64")
  /// Numbers of the IEEE standard in 16 bits.
  public static let float16 = DType(rawValue: "float16")
  /// The upper half of ``float32``.
  public static let bfloat16 = DType(rawValue: "bfloat16")
  /// Whole numbers in 64 bits.
  public static let int64 = DType(rawValue: "int64")
  /// True and false.
  public static let bool = DType(rawValue: "bool")

  /// What vizbp can compute with exactly as the type does.
  package static let computed: [DType] = [.float32, .float64, .int64, .bool]

  /// Whether its elements are whole numbers or truth values, which have no derivative.
  package var isDiscrete: Bool { self == .bool || Self.whole.contains(rawValue) }

  /// Whether its elements are whole numbers.
  var isWhole: Bool { Self.whole.contains(rawValue) }

  /// How many bits the significand of its floating-point numbers has, the leading one included; nil
  /// where that is not known.
  package var significandBits: Int? { Self.significands[rawValue] }

  private static let whole: Set<String> = [
    "int4", "int8", "int16", "int32", "int64", "uint4", "uint8", "uint16", "uint32", "uint64",
  ]

  private static let significands = [
    "float64": 53, "float32": 24, "float16": 11, "bfloat16": 8, "float8_e4m3fn": 4,
    "float8_e4m3fnuz": 4, "float8_e5m2": 3, "float8_e5m2fnuz": 3,
  ]
}
