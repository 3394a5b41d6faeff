import SystemPackage
public import VizBase

/// Why an event file, or a folder of them, could not be read or written.
public struct EventError: Problem, Hashable {
  /// What keeps a file from being read or written.
  public enum Kind: ProblemKind {
    /// There is no such file or folder.
    case missing
    /// It cannot be opened or read.
    case unreadable
    /// It cannot be created or written.
    case unwritable
    /// The device has no space left, or the quota or the limit of a file's size is reached.
    case full
    /// It holds something else than it should.
    case badData

    /// Whose fault it is.
    public var cause: ProblemCause {
      switch self {
      case .missing, .unreadable: .input
      case .unwritable: .output
      case .full: .device
      case .badData: .data
      }
    }
  }

  /// What went wrong, for programs.
  public var kind: Kind
  /// The path concerned.
  public var path: String
  /// What went wrong, in words.
  public var message: String
  /// What to do about it, in one line.
  public var hint: String?

  /// An error of a kind, at a path, and what to tell people of it.
  public init(_ kind: Kind, path: String, message: String, hint: String? = nil) {
    self.kind = kind
    self.path = path
    self.message = message
    self.hint = hint
  }

  /// The file that the path names.
  public var location: ProblemLocation? { ProblemLocation(file: path) }
}

extension EventError {
  static func reading(_ path: String, _ error: Errno) -> EventError {
    switch error {
    case .noSuchFileOrDirectory, .notDirectory:
      EventError(.missing, path: path, message: "there is no such file or folder")
    default: EventError(.unreadable, path: path, message: error.words)
    }
  }

  static func writing(_ path: String, _ error: Errno) -> EventError {
    switch error {
    case .noSpace, .diskQuotaExceeded, .fileTooLarge:
      EventError(.full, path: path, message: error.words, hint: "make room, then start anew")
    default: EventError(.unwritable, path: path, message: error.words)
    }
  }
}
