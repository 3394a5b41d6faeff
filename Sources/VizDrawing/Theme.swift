/// The colours of a picture, each by what it means.
public struct Theme: Sendable, Hashable {
  public enum Name: String, Sendable, CaseIterable { case light, dark, print }

  public var name: Name
  public var background: Paint
  public var ink: Paint
  /// Text that explains; at least 4.5:1 on the background.
  public var secondary: Paint
  public var hairline: Paint
  /// Forward values.
  public var value: Paint
  /// Gradients.
  public var gradient: Paint
  /// NaN, infinities and other things that must not be missed.
  public var alarm: Paint
}
