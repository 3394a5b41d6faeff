/// The colours of a picture, each by what it means.
public struct Theme: Sendable, Hashable {
  /// Which theme; the raw value is what options call it.
  public enum Name: String, Sendable, CaseIterable {
    /// Ink on white, for screens and pages.
    case light
    /// The same meanings on a dark ground.
    case dark
    /// For paper, and apart in greyscale.
    case print
  }

  /// Which of the themes it is.
  public var name: Name
  /// What a picture is drawn on.
  public var background: Paint
  /// Titles, labels and all other text that is to be read first.
  public var ink: Paint
  /// Text that explains; at least 4.5:1 on the background and on every tint.
  public var secondary: Paint
  /// Thin lines that part and frame: rules, grids and borders.
  public var hairline: Paint
  /// Forward values.
  public var value: Paint
  /// Gradients.
  public var gradient: Paint
  /// NaN, infinities and other things that must not be missed.
  public var alarm: Paint
  /// The lines that carry values and gradients between cards.
  public var wire: Paint
  /// The ground of a scope: barely apart from the background.
  public var panel: Paint
  /// The colours of cards; ``tint(_:)`` answers for a family that is not in it.
  public var tints: [Family: Tint]

  /// The colours of a family's cards.
  public func tint(_ family: Family) -> Tint {
    tints[family] ?? tints[.other] ?? Tint(fill: panel, border: hairline)
  }

  /// The theme of a name.
  public static func named(_ name: Name) -> Theme {
    switch name {
    case .light: .light
    case .dark: .dark
    case .print: .print
    }
  }
}
