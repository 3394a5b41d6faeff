/// Why text was refused that should be JSON, or JSON that should say something else.
///
/// Text from the file is quoted and shortened, and its control characters are escaped.
public struct JSONError: Problem {
  /// What is wrong; who reads a format of JSON adds kinds of its own.
  public struct Kind: RawRepresentable, ProblemKind {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    // The text is no JSON.
    public static let emptyFile = Kind(rawValue: "emptyFile")
    public static let invalidEncoding = Kind(rawValue: "invalidEncoding")
    public static let syntax = Kind(rawValue: "syntax")
    public static let unexpectedEnd = Kind(rawValue: "unexpectedEnd")
    public static let tooDeep = Kind(rawValue: "tooDeep")
    public static let duplicateField = Kind(rawValue: "duplicateField")
    // It is, but says something else than it should.
    public static let wrongType = Kind(rawValue: "wrongType")
    public static let unrepresentableNumber = Kind(rawValue: "unrepresentableNumber")
  }

  public var kind: Kind
  /// Where it stands in the text; nil where the text was never anyone's.
  public var location: ProblemLocation?
  /// One readable sentence, without the location.
  public var message: String
  /// What to do about it, in one line.
  public var hint: String?

  package init(
    _ kind: Kind, _ message: String, location: ProblemLocation? = nil, hint: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.location = location
    self.hint = hint
  }
}
