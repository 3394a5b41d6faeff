/// What is to be said of how a log was read, by every command that reads it.
public struct LogRemark: Sendable, Hashable {
  /// What a remark is about.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Something could not be read.
    case unreadable
    /// Values gave way to those of a later session.
    case replaced
    /// The log holds something that is not drawn.
    case notShown = "not_shown"
    /// Something was read in another way than it seems to say.
    case readAs = "read_as"
  }

  /// What it is about.
  public var kind: Kind
  /// The path of the file or folder concerned; empty where only the caller knows it.
  public var file: String
  /// What is to be said, in words, with a count.
  public var what: String

  /// A remark on a file.
  public init(_ kind: Kind, file: String = "", _ what: String) {
    self.kind = kind
    self.file = file
    self.what = what
  }
}

extension [LogRemark] {
  /// The remarks with a file for those that have none.
  package func named(_ file: String) -> [LogRemark] {
    map { $0.file.isEmpty ? LogRemark($0.kind, file: file, $0.what) : $0 }
  }
}
