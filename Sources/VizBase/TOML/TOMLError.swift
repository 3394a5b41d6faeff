/// Why text was refused that should be settings in TOML.
public struct TOMLError: Problem {
  /// What is wrong, for programs.
  public enum Kind: ProblemKind {
    /// The text is not UTF-8.
    case invalidEncoding
    /// The text is no TOML.
    case syntax
    /// A key comes twice.
    case duplicateKey
    /// It is TOML that no setting is written in, such as a table or a date.
    case unsupported
  }

  /// What is wrong, for programs.
  public var kind: Kind
  /// Where it stands in the text.
  public var location: ProblemLocation?
  /// One readable sentence, without the location.
  public var message: String
  /// What to do about it, in one line.
  public var hint: String?
}
