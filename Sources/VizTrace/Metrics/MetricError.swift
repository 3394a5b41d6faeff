import VizBase

/// Why a table of metrics was refused.
public struct MetricError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One readable sentence, without the place; foreign text in it is quoted.
  public var message: String
  public var place: TextLocation
  /// What to do about it, in one line.
  public var hint: String?

  public init(_ message: String, place: TextLocation, hint: String? = nil) {
    self.message = message
    self.place = place
    self.hint = hint
  }

  /// `LINE:COLUMN: what is wrong`; whoever knows the file puts its name in front.
  public var description: String { "\(place): \(message)" }
}

extension MetricError {
  init(_ error: JSONError) {
    self.init(
      error.message, place: error.location ?? TextLocation(line: 1, column: 1), hint: error.hint)
  }
}
