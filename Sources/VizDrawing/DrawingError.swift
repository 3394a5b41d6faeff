/// Why a picture could not be written.
public struct DrawingError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable {
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
  }

  public var code: Code
  /// One sentence for people.
  public var description: String

  public init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
