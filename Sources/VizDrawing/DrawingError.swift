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
    /// Cairo reported a failure.
    case backend

    /// Whose fault it is: a PNG's scale and size are asked for, all else is our own.
    public var cause: ProblemCause {
      switch self {
      case .tooManyPixels, .scale: .data
      case .size, .scene, .backend: .failure
      }
    }
  }

  /// What went wrong, for programs.
  public var kind: Kind
  /// One sentence for people.
  public var message: String

  /// An error of a kind, and what to tell people of it.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
