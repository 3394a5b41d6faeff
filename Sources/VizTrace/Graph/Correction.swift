/// What is wrong with a node's numbers, where a check found something.
public struct Correction: Sendable, Equatable {
  /// What is wrong with one number, or with a tensor's.
  public struct Fault: Sendable, Equatable {
    /// What should stand there; nil where that is not known.
    public var right: TensorData?
    /// Whether the number follows from others that are wrong, and only inherits their fault.
    public var isInherited: Bool

    /// A fault, and what should stand in its place.
    public init(right: TensorData?, isInherited: Bool) {
      self.right = right
      self.isInherited = isInherited
    }
  }

  /// What is wrong with the value; nil where nothing is.
  public var value: Fault?
  /// What is wrong with the gradient, or in forward mode the tangent; nil where nothing is.
  public var gradient: Fault?
  /// What the local derivatives of a faulty rule should be, by the argument; those that are right are
  /// left out.
  public var locals: [Int: Double]

  /// Faults of a node's numbers.
  public init(value: Fault? = nil, gradient: Fault? = nil, locals: [Int: Double] = [:]) {
    self.value = value
    self.gradient = gradient
    self.locals = locals
  }

  /// Whether the fault of one of the numbers on its wires arises at the node itself.
  public var isOwn: Bool {
    [value, gradient].contains { $0.map { !$0.isInherited } ?? false }
  }
}
