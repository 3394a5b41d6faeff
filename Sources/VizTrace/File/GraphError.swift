public import VizBase

/// Why a graph, or the text of one, was refused.
///
/// Text from the file is quoted and shortened, and its control characters are escaped.
public struct GraphError: Problem {
  /// What is wrong with a graph or its text.
  public enum Kind: String, ProblemKind, CaseIterable {
    // The text is no JSON.
    /// What keeps a file from being JSON.
    case emptyFile, invalidEncoding, syntax, unexpectedEnd, tooDeep, duplicateField
    // It is JSON, but no graph file.
    /// What keeps JSON from being a graph.
    case missingField, wrongType, wrongFormat, unsupportedVersion, unknownName
    /// What is wrong with its numbers.
    case unrepresentableNumber, raggedArray, invalidSummary
    // It is no graph.
    /// What is wrong with nodes and their wires.
    case noNodes, emptyName, duplicateID, unknownInput, unknownOutput, cycle
    /// What does not fit a shape, a type or the inputs.
    case invalidShape, shapeMismatch, dtypeMismatch, localCount, invalidNumberText
    /// As many seeds as outputs are wanted.
    case seedCount
    // It is about the file.
    /// What keeps a file from being read or written.
    case unreadable, ending, cannotCreate, notWritten

    /// Whose fault it is: of all but files, that of the data.
    public var cause: ProblemCause {
      switch self {
      case .unreadable: .input
      case .ending: .request
      case .cannotCreate: .output
      case .notWritten: .device
      default: .data
      }
    }
  }

  /// What is wrong, for programs.
  public var kind: Kind
  /// One readable sentence, without the location.
  public var message: String
  /// Where it stands in the text, if there is one.
  public var location: ProblemLocation?
  /// The node concerned; for a cycle its nodes in the order of data flow.
  public var nodes: [Node.ID]
  /// What to do about it, in one line.
  public var hint: String?

  /// An error of a kind; without location, nodes and hint where there are none.
  public init(
    _ kind: Kind, _ message: String, location: ProblemLocation? = nil, nodes: [Node.ID] = [],
    hint: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.location = location
    self.nodes = nodes
    self.hint = hint
  }

  /// The node concerned, or the first of several.
  public var node: Node.ID? { nodes.first }
}

extension GraphError {
  init(_ error: JSONError) {
    self.init(
      Kind(rawValue: error.kind.rawValue) ?? .syntax, error.message, location: error.location,
      hint: error.hint)
  }
}

/// What JSON can say that is no graph file.
extension JSONError.Kind {
  static let missingField = graph(.missingField)
  static let wrongFormat = graph(.wrongFormat)
  static let unsupportedVersion = graph(.unsupportedVersion)
  static let unknownName = graph(.unknownName)
  static let raggedArray = graph(.raggedArray)
  static let invalidSummary = graph(.invalidSummary)
  static let noNodes = graph(.noNodes)
  static let emptyName = graph(.emptyName)
  static let invalidShape = graph(.invalidShape)
  static let dtypeMismatch = graph(.dtypeMismatch)

  private static func graph(_ kind: GraphError.Kind) -> Self { Self(rawValue: kind.rawValue) }
}
