/// A coordinate of a field: its name, and what of it is shown.
public struct FieldAxis: Sendable, Hashable, ExpressibleByStringLiteral {
  /// What names the axis; nil for no name.
  public var label: String?
  /// What of the coordinate is shown; nil leaves it to the figure.
  public var range: ClosedRange<Double>?

  /// A coordinate by its name and what of it is shown.
  public init(_ label: String? = nil, range: ClosedRange<Double>? = nil) {
    self.label = label
    self.range = range
  }

  /// A coordinate by its name alone; what of it is shown is left to the figure.
  public init(stringLiteral label: String) { self.init(label) }

  /// Fills cover a grid, which would not show.
  var axis: Axis { Axis(label, hasGrid: false, isTight: true) }
}
