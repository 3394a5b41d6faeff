public import VizBase

/// Why a graph, or the text of one, was refused.
///
/// `description` is one line that is safe to print: text from the file is quoted, shortened, and
/// its control characters are escaped.
public struct GraphError: Error, Sendable, Equatable {
  public enum Code: String, Sendable, CaseIterable {
    // The text is no JSON.
    case emptyFile, invalidEncoding, syntax, unexpectedEnd, tooDeep, duplicateField
    // It is JSON, but no graph file.
    case missingField, wrongType, wrongFormat, unsupportedVersion, unknownName
    case unrepresentableNumber, raggedArray, invalidSummary
    // It is no graph.
    case noNodes, emptyName, duplicateID, unknownInput, unknownOutput, cycle
    case invalidShape, shapeMismatch, dtypeMismatch, localCount, invalidNumberText
  }

  public var code: Code
  /// One readable sentence, without the place.
  public var message: String
  /// Where it stands in the text, if there is one.
  public var place: TextLocation?
  /// The node concerned; for a cycle its nodes in the order of data flow.
  public var nodes: [Node.ID]
  /// What to do about it, in one line.
  public var hint: String?

  public init(
    _ code: Code, _ message: String, place: TextLocation? = nil, nodes: [Node.ID] = [],
    hint: String? = nil
  ) {
    self.code = code
    self.message = message
    self.place = place
    self.nodes = nodes
    self.hint = hint
  }

  /// The node concerned, or the first of several.
  public var node: Node.ID? { nodes.first }
}

extension GraphError {
  init(_ error: JSONError) {
    self.init(
      Code(rawValue: error.kind.rawValue) ?? .syntax, error.message, place: error.location,
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

  private static func graph(_ code: GraphError.Code) -> Self { Self(rawValue: code.rawValue) }
}

extension GraphError: CustomStringConvertible {
  /// `LINE:COLUMN: what is wrong`, or the sentence alone where there is no place.
  public var description: String {
    if let place { "\(place): \(message)" } else { message }
  }
}
