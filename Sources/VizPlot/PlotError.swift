/// Why a figure could not be drawn.
public struct PlotError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: String, Sendable, Hashable {
    /// The figure has no size, or one that nobody could read.
    case size
    /// The data are not what the figure needs.
    case data
    /// An option has no meaning, or none for these data.
    case option
  }

  public var code: Code
  /// What went wrong, in one line.
  public var message: String
  /// What to do about it, in one line.
  public var hint: String?

  public init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  public var description: String { message }
}
