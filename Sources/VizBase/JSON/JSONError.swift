/// Why text was refused that should be JSON, or JSON that should say something else.
///
/// Text from the file is quoted and shortened, and its control characters are escaped.
public struct JSONError: Problem {
  /// What is wrong; who reads a format of JSON adds kinds of its own.
  public struct Kind: RawRepresentable, ProblemKind {
    /// The name of the kind.
    public let rawValue: String

    /// A kind of this name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The text is empty.
    public static let emptyFile = Kind(rawValue: "emptyFile")
    /// The text is not UTF-8.
    public static let invalidEncoding = Kind(rawValue: "invalidEncoding")
    /// The text is no JSON.
    public static let syntax = Kind(rawValue: "syntax")
    /// The text ends too early.
    public static let unexpectedEnd = Kind(rawValue: "unexpectedEnd")
    /// Arrays and objects nest too deeply.
    public static let tooDeep = Kind(rawValue: "tooDeep")
    /// One object has two fields of one name.
    public static let duplicateField = Kind(rawValue: "duplicateField")
    /// A value is not of the kind that should stand there.
    public static let wrongType = Kind(rawValue: "wrongType")
    /// A number is out of the range of what should hold it.
    public static let unrepresentableNumber = Kind(rawValue: "unrepresentableNumber")
  }

  /// What is wrong, for programs.
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
