extension Theme {
  /// Rules by which a page's live SVGs, drawn in the light theme, follow the reader: the dark
  /// theme where they prefer one, the theme for paper where they print.
  ///
  /// Each paint of the theme becomes a custom property, such as `var(--gradient)`, which the
  /// page's own rules can use as well; what is drawn without a paint's name keeps its colour.
  public static let css: String = {
    func properties(_ theme: Theme) -> String {
      theme.paints.map { "--\($0.name):\($0.hex)" }.joined(separator: ";")
    }
    let classes = Theme.light.paints.map { name, _ in
      // Groups have classes, too, which say what they are.
      "svg :not(g).\(name){fill:var(--\(name))}"
        + "svg .\(name).line{fill:none;stroke:var(--\(name))}"
    }
    return """
      :root{\(properties(.light))}
      @media (prefers-color-scheme:dark){:root{\(properties(.dark))}}
      @media print{:root{\(properties(.print))}}
      \(classes.joined(separator: "\n"))

      """
  }()

  /// The theme's paints by their names, always in the same order.
  private var paints: [(name: String, hex: String)] {
    let tints = tints.sorted { $0.key.rawValue < $1.key.rawValue }
      .flatMap { [$0.value.fill, $0.value.border] }
    let paints = [
      background, ink, secondary, hairline, value, gradient, alarm, wire, panel,
    ]
    return (paints + tints).compactMap { paint in paint.name.map { ($0, paint.color.hex) } }
  }
}
