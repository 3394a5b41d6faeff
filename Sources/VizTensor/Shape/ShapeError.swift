/// Operands that do not fit an operation.
public struct ShapeError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The operation in the field's name: `matmul`.
  public var op: String
  /// The operands' shapes, in argument order.
  public var shapes: [Shape]
  /// What does not fit, and what would.
  public var reason: String

  /// An error of `op` over tensors of `shapes`; `reason` is the sentence that a person reads.
  public init(op: String, shapes: [Shape] = [], reason: String) {
    self.op = op
    self.shapes = shapes
    self.reason = reason
  }

  /// One line: `add: [2, 3] and [4] do not fit: the last axes, 3 and 4, must be equal or one be 1`.
  public var description: String {
    guard !shapes.isEmpty else { return "\(op): \(reason)" }
    let operands = shapes.map(\.description).joined(separator: " and ")
    return "\(op): \(operands) \(shapes.count == 1 ? "does" : "do") not fit: \(reason)"
  }
}
