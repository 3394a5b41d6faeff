public import VizBase
public import VizTensor

// Here, because tensors know nothing of text.
extension ShapeError: Problem {
  /// What is wrong with operands.
  public enum Kind: ProblemKind { case shape }

  public var kind: Kind { .shape }

  public var message: String { description }
}
