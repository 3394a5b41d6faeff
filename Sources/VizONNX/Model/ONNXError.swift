public import VizBase

/// Why an ONNX model, or an input for it, could not be read or run.
public struct ONNXError: Problem, Hashable {
  /// What is wrong.
  public enum Kind: ProblemKind {
    /// The bytes are no ONNX model.
    case notAModel
    /// The model contradicts itself, or the standard.
    case damaged
    /// It asks for something that vizbp does not compute.
    case unsupported
    /// What was given for an input, or asked of an output, does not fit the model.
    case input
    /// A file that the model names is missing or cannot be read.
    case missingFile

    /// Whose fault it is.
    public var cause: ProblemCause {
      switch self {
      case .notAModel, .damaged, .unsupported: .data
      case .input: .request
      case .missingFile: .input
      }
    }
  }

  /// What went wrong, for programs.
  public var kind: Kind
  /// What went wrong, in words.
  public var message: String
  /// What to do about it, in one line.
  public var hint: String?

  /// An error of a kind, and what to tell people of it.
  public init(_ kind: Kind, _ message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }
}
