public import VizBase
public import VizTensor

// Here, because tensors know nothing of text.
extension ShapeError: Problem {
  /// What is wrong with operands.
  public enum Kind: ProblemKind { case shape }

  /// There is one kind alone.
  public var kind: Kind { .shape }

  /// The operation, its operands and what does not fit.
  public var message: String { description }
}
