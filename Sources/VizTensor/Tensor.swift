/// A dense array of numbers, row-major and contiguous; a scalar has rank 0 and one element.
public struct Tensor<Scalar: TensorScalar>: Sendable, Equatable {
  /// The length of each axis; the elements lie row-major.
  public let shape: Shape
  /// The elements in row-major order; `shape.elementCount` of them.
  public internal(set) var elements: [Scalar]

  /// A tensor whose element count is known to fit.
  @usableFromInline
  init(unchecked elements: [Scalar], shape: Shape) {
    self.elements = elements
    self.shape = shape
  }

  /// A scalar.
  public init(_ value: Scalar) { self.init(unchecked: [value], shape: .scalar) }

  /// A vector.
  public init(_ elements: [Scalar]) {
    self.init(unchecked: elements, shape: .vector(elements.count))
  }

  /// Row-major elements; throws ``ShapeError`` unless there are `shape.elementCount` of them.
  public init(_ elements: [Scalar], shape: Shape) throws(ShapeError) {
    guard elements.count == shape.elementCount else {
      throw ShapeError(
        op: "tensor", shapes: [shape],
        reason: "it takes \(shape.elementCount) elements, and there are \(elements.count)")
    }
    self.init(unchecked: elements, shape: shape)
  }

  /// A matrix from its rows; throws ``ShapeError`` unless they are equally long.
  public init(rows: [[Scalar]]) throws(ShapeError) {
    let columns = rows.first?.count ?? 0
    if let row = rows.firstIndex(where: { $0.count != columns }) {
      throw ShapeError(
        op: "tensor",
        reason: "row 1 has \(columns) elements and row \(row + 1) has \(rows[row].count)")
    }
    try self.init(Array(rows.joined()), shape: Shape([rows.count, columns]))
  }

  /// `value` everywhere.
  public init(repeating value: Scalar, shape: Shape) {
    self.init(unchecked: Array(repeating: value, count: shape.elementCount), shape: shape)
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: Shape) -> Tensor { Tensor(repeating: 0, shape: shape) }
  /// A tensor of ones.
  public static func ones(_ shape: Shape) -> Tensor { Tensor(repeating: 1, shape: shape) }

  /// The number, where this is a scalar.
  public var scalar: Scalar? { shape.isScalar ? elements.first : nil }

  /// The same elements under another shape; throws ``ShapeError`` unless the counts are equal.
  public func reshaped(to shape: Shape) throws(ShapeError) -> Tensor {
    guard shape.elementCount == self.shape.elementCount else {
      throw ShapeError(
        op: "reshape", shapes: [self.shape],
        reason:
          "it has \(self.shape.elementCount) elements and \(shape) takes \(shape.elementCount)")
    }
    return Tensor(unchecked: elements, shape: shape)
  }

  /// The same numbers in another type; tangents are dropped.
  @_specialize(where Scalar == Double, Other == Float)
  @_specialize(where Scalar == Float, Other == Double)
  public func converted<Other: TensorScalar>(to _: Other.Type) -> Tensor<Other> {
    Tensor<Other>(unchecked: elements.map { Other($0.asDouble) }, shape: shape)
  }
}

extension Tensor: ExpressibleByFloatLiteral {
  /// A scalar, shape ().
  public init(floatLiteral value: Scalar.FloatLiteralType) {
    self.init(Scalar(floatLiteral: value))
  }
}

extension Tensor: ExpressibleByIntegerLiteral {
  /// A scalar, shape ().
  public init(integerLiteral value: Scalar.IntegerLiteralType) {
    self.init(Scalar(integerLiteral: value))
  }
}
