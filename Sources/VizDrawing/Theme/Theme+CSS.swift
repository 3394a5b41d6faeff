extension Theme {
  /// Rules by which a page's live SVGs, drawn in the light theme, follow the reader: the dark
  /// theme where they prefer one, the theme for paper where they print.
  ///
  /// Each paint of the theme becomes a custom property, such as `var(--gradient)`, which the
  /// page's own rules can use as well; what is drawn without a paint's name keeps its colour.
  ///
  /// - Parameters:
  ///   - pictures: What the page shows: rules for categories and for pale colours are written where
  ///     one of them needs them.
  ///   - categories: Categories that the page's own rules use.
  package static func css(
    for pictures: some Sequence<Picture>, categories: some Sequence<Int> = []
  ) -> String {
    var names = Set(categories.map { "category-\(Palette.colorIndex(of: $0))"[...] })
    for paint in pictures.flatMap(\.paints) {
      names.formUnion(paint.name?.split(separator: " ") ?? [])
    }
    let categories = (0..<Palette.okabeIto.count).filter { names.contains("category-\($0)") }
    func properties(_ theme: Theme) -> String {
      let named = theme.paints + categories.flatMap { theme.category($0) }
      return named.map { "--\($0.name):\($0.hex)" }.joined(separator: ";")
    }
    let paints = Theme.light.paints.map(\.name) + categories.map { "category-\($0)" }
    var rules = paints.map { name in
      // Groups have classes, too, which say what they are.
      "svg :not(g).\(name){--own:var(--\(name));fill:var(--own)}"
        + "svg .\(name).line{fill:none;stroke:var(--own)}"
    }
    for index in categories where names.contains("words") {
      rules.append("svg .category-\(index).words{--own:var(--category-\(index)-words)}")
    }
    for percent in 0..<100 where names.contains("\(Paint.faint)\(percent)") {
      let mixed = "color-mix(in oklab,var(--own) \(percent)%,var(--background))"
      let name = "\(Paint.faint)\(percent)"
      rules.append("svg :not(g).\(name){fill:\(mixed)}svg .\(name).line{fill:none;stroke:\(mixed)}")
    }
    if names.contains("strong") {
      rules.append("svg :not(g).strong{fill:color-mix(in oklab,var(--own) 60%,var(--ink))}")
    }
    return """
      :root{\(properties(.light))}
      @media (prefers-color-scheme:dark){:root{\(properties(.dark))}}
      @media print{:root{\(properties(.print))}}
      \(rules.joined(separator: "\n"))

      """
  }

  /// Whether the rules of a page that shows it colour what has a paint's name.
  static func hasRule(for paint: Paint) -> Bool { paint.meaning.map(coloured.contains) ?? false }

  private static let coloured = Set(
    Theme.light.paints.map(\.name) + (0..<Palette.okabeIto.count).map { "category-\($0)" })

  /// The theme's paints by their names, always in the same order.
  private var paints: [(name: String, hex: String)] {
    let tints = tints.sorted { $0.key.rawValue < $1.key.rawValue }
      .flatMap { [$0.value.fill, $0.value.border] }
    let paints = [
      background, ink, secondary, hairline, value, gradient, alarm, wire, panel,
    ]
    return (paints + tints).compactMap { paint in paint.name.map { ($0, paint.color.hex) } }
  }

  /// A category's colour, and that of its words.
  private func category(_ index: Int) -> [(name: String, hex: String)] {
    let paint = Paint(Palette.category(index, in: self), name: "category-\(index)")
    return [
      ("category-\(index)", paint.color.hex),
      ("category-\(index)-words", paint.readable(in: self).color.hex),
    ]
  }
}

extension Picture {
  fileprivate var paints: [Paint] {
    commands.compactMap { command in
      switch command {
      case .fill(_, let paint), .text(_, _, let paint, _, _): paint
      case .stroke(_, let stroke): stroke.paint
      case .image, .beginGroup, .endGroup: nil
      }
    }
  }
}
