/// The styles of a TikZ picture: each meaning of colour and each font has one, which is defined once.
struct TeXStyles {
  private var names: [Paint: String] = [:]
  private var taken: Set<String> = []
  /// In the order of their first use.
  private(set) var paints: [(name: String, color: Color)] = []
  private(set) var fonts: [Font] = []
  private var knownFonts: Set<Font> = []

  /// The style of a paint.
  mutating func style(_ paint: Paint) -> String {
    if let name = names[paint] { return name }
    let base = paint.name.map(Self.identifier) ?? "color-" + paint.color.hex.dropFirst()
    var name = base
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(base)-\(number)"
      number += 1
    }
    names[paint] = name
    paints.append((name, paint.color))
    return name
  }

  /// The style of a font, such as `semibold 13`.
  mutating func style(_ font: Font) -> String {
    if knownFonts.insert(font).inserted { fonts.append(font) }
    return Self.name(of: font)
  }

  static func name(of font: Font) -> String { "\(font.cut) \(SVGNumber.short(font.size))" }

  /// What TikZ takes for a name.
  private static func identifier(_ name: String) -> String {
    let name = String(
      SingleLine.clean(name).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    // Not one that TikZ itself has a meaning for.
    return name.isEmpty
      || ["fill", "draw", "text", "color", "clip", "scale", "scope"].contains(name)
      ? "of-\(name)" : name
  }

  /// The macro that takes a size and switches to a cut of the family.
  static func command(_ cut: Font.Cut) -> String {
    switch cut {
    case .regular: "\\vizbpfont"
    case .semibold: "\\vizbpbold"
    case .italic: "\\vizbpitalic"
    }
  }
}
