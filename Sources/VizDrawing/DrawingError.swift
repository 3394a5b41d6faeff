public import VizBase

/// Why a picture could not be written.
public struct DrawingError: Problem, Hashable {
  /// What keeps a picture from being written.
  public enum Kind: String, ProblemKind {
    /// The picture's width or height is not a positive, finite number.
    case size
    /// The picture has more pixels than a PNG of it may have.
    case tooManyPixels
    /// The scale is not a positive, finite number.
    case scale
    /// Pictures that are to be of one scene are not.
    case scene
    /// The ending of a file names no kind of output that it could be.
    case ending
    /// A file cannot be created, or not put into its place.
    case cannotCreate
    /// The bytes of a file cannot be written.
    case notWritten
    /// Cairo reported a failure.
    case backend

    /// Whose fault it is: scale, size and ending are asked for, a file may have no place, and all else
    /// is our own.
    public var cause: ProblemCause {
      switch self {
      case .tooManyPixels, .scale: .data
      case .ending: .request
      case .cannotCreate: .output
      case .notWritten: .device
      case .size, .scene, .backend: .failure
      }
    }
  }

  /// What went wrong, for programs.
  public var kind: Kind
  /// One sentence for people.
  public var message: String
  /// The file that it is about; nil where it is about none.
  public var location: ProblemLocation?

  /// An error of a kind, and what to tell people of it.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// An error that is about a file.
  init(_ kind: Kind, _ message: String, at path: String) {
    self.init(kind, message)
    location = ProblemLocation(file: path)
  }
}
