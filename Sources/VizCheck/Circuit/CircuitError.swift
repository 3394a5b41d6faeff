public import VizBase
public import VizTrace

/// Why a graph is no circuit that can be computed for other inputs.
public enum CircuitError: Problem {
  /// What keeps a graph from being computed for other inputs.
  public enum Kind: ProblemKind {
    /// What is wrong, by its name alone.
    case forwardMode, noGradient, noInput, tooLarge, noNumber, noRule, noFormula, otherNumber
  }

  /// It is of forward mode, and has tangents.
  case forwardMode
  /// It has no output whose gradient is known.
  case noGradient
  /// No leaf has numbers that can be changed.
  case noInput
  /// There are more numbers than can be shown.
  case tooLarge
  /// A node's number is missing in the file.
  case noNumber(Node.ID)
  /// There is no rule for a node's operation.
  case noRule(Node.ID, op: String)
  /// A node's operation decides by the size of its numbers in a way that no formula says.
  case noFormula(Node.ID, op: String)
  /// The file has another number at a node than the rules give.
  case otherNumber(Node.ID)

  /// What is wrong, without the particulars.
  public var kind: Kind {
    switch self {
    case .forwardMode: .forwardMode
    case .noGradient: .noGradient
    case .noInput: .noInput
    case .tooLarge: .tooLarge
    case .noNumber: .noNumber
    case .noRule: .noRule
    case .noFormula: .noFormula
    case .otherNumber: .otherNumber
    }
  }

  /// What is wrong, as the end of a sentence: "the operation topk of t decides …".
  public var message: String {
    switch self {
    case .forwardMode: "it shows forward mode, in which nothing flows back"
    case .noGradient: "no gradient is known of its output"
    case .noInput: "it has no input whose number can be changed"
    case .tooLarge: "it has more numbers than a page computes at once"
    case .noNumber(let id): "the file has no number for \(id)"
    case .noRule(let id, let op): "there is no rule for the operation \(op) of \(id)"
    case .noFormula(let id, let op):
      "the operation \(op) of \(id) decides by the size of its numbers, which is no formula"
    case .otherNumber(let id): "the file's numbers at \(id) are not what the rules give"
    }
  }
}
