/// What is known of a tensor: all of its elements, or a summary of them.
public enum TensorData: Sendable, Equatable {
  /// Row-major elements; `shape` is empty for a scalar, which has one element.
  case elements([Double], shape: [Int])
  /// Statistics in place of the elements; boxed, because most tensors are elements.
  indirect case summary(TensorSummary)

  /// The tensor without axes that holds one number.
  public static func scalar(_ value: Double) -> TensorData { .elements([value], shape: []) }

  /// The number, where this is a scalar.
  public var scalar: Double? {
    if case .elements(let values, let shape) = self, shape.isEmpty { values.first } else { nil }
  }

  /// The extent of each axis, where all elements are known.
  public var shape: [Int]? {
    if case .elements(_, let shape) = self { shape } else { nil }
  }

  /// The statistics: those that it holds, or those of its elements.
  ///
  /// - Complexity: O(*n*) in the number of elements.
  public var summary: TensorSummary {
    switch self {
    case .elements(let elements, _): TensorSummary(of: elements)
    case .summary(let summary): summary
    }
  }
}

extension TensorData: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByArrayLiteral
{
  /// A scalar: `-2`.
  public init(integerLiteral value: Int) { self = .scalar(Double(value)) }

  /// A scalar: `-2.5`.
  public init(floatLiteral value: Double) { self = .scalar(value) }

  /// A vector, of the shape `[n]`: `[1, 2, 0.5]`.
  public init(arrayLiteral elements: Double...) {
    self = .elements(elements, shape: [elements.count])
  }
}
