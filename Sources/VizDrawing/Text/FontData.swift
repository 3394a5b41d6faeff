/// The fonts that vizbp carries, as base64 text.
///
/// The texts are generated into `Generated/`; as plain literals they compile fast and travel
/// inside the binary.
enum FontData {
  /// What Pango and Cairo read.
  static func openType(_ cut: Font.Cut) -> StaticString {
    switch cut {
    case .regular: regularOpenType
    case .semibold: semiboldOpenType
    case .italic: italicOpenType
    }
  }

  /// What pages embed.
  static func woff2(_ cut: Font.Cut) -> StaticString {
    switch cut {
    case .regular: regularWOFF2
    case .semibold: semiboldWOFF2
    case .italic: italicWOFF2
    }
  }
}

/// What the generator wrote down of a font, for the test that reads it back.
struct FontChecksum: Sendable, Hashable {
  var count: Int
  var crc32: UInt32
}

extension Font {
  /// The family's name inside the fonts: one that no other font on a machine has.
  public static let family = "vizbp Inter"

  /// The value of CSS `font-family` for text that vizbp measured.
  public static let cssFamily = "'vizbp Inter', Inter, system-ui, sans-serif"

  /// A CSS rule that brings a cut along: `@font-face` with the font in it, about 55 kB.
  ///
  /// A page needs each cut once, however many pictures it shows.
  public static func cssFace(_ cut: Cut) -> String {
    let weight = cut == .semibold ? 600 : 400
    let style = cut == .italic ? "italic" : "normal"
    return "@font-face{font-family:'\(family)';font-weight:\(weight);font-style:\(style);"
      + "src:url(data:font/woff2;base64,\(FontData.woff2(cut))) format('woff2')}"
  }
}
