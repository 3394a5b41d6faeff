/// A coordinate of a field: its name, and what of it is shown.
public struct FieldAxis: Sendable, Hashable, ExpressibleByStringLiteral {
  public var label: String?
  public var range: ClosedRange<Double>?

  public init(_ label: String? = nil, range: ClosedRange<Double>? = nil) {
    self.label = label
    self.range = range
  }

  public init(stringLiteral label: String) { self.init(label) }

  /// Fills cover a grid, which would not show.
  var axis: Axis { Axis(label, hasGrid: false, isTight: true) }
}
