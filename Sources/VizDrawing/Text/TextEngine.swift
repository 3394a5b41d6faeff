import CCairo
import Synchronization
import VizBase

/// Sets lines of text with Pango, in the fonts that vizbp carries.
///
/// There is one engine in a process and one lock around it. Pango's objects may be used by one
/// thread at a time, a font map together with all that was made from it; fontconfig's
/// configuration is read by both font maps; so a finer lock would protect nothing more.
///
/// Lines are set at one size, ``reference``, and scaled: without hinting and rounding a text
/// has the same shape at every size, and one measurement serves all sizes.
// @unchecked Sendable: all state is private and reached only through `withLock`.
final class TextEngine: @unchecked Sendable {
  /// The size at which lines are set; Pango then rounds to 1/32,768 em.
  static let reference = 32.0

  private static let shared = TextEngine()
  private static let lock = Mutex(())

  /// Runs `body` with the engine, alone; it must not call this again.
  static func withLock<Result: Sendable>(_ body: (TextEngine) -> Result) -> Result {
    lock.withLock { _ in body(shared) }
  }

  /// A set line's extent in ems, and its base direction.
  struct Line: Sendable {
    var width: Double
    var ascent: Double
    var descent: Double
    /// As the first strong letter says.
    var isRightToLeft: Bool
  }

  private let own: TextSetter?
  private let ownCharacters: OpaquePointer?
  /// Made when a text first needs a font that vizbp does not carry: reading a machine's font
  /// configuration takes longer than drawing a picture.
  private lazy var system: TextSetter? = makeSystemSetter()
  private var paths: [String] = []

  private var measured = RecentValues<LineKey, Line>(most: 4096)

  /// What a line is made of.
  struct LineKey: Hashable {
    var string: String
    var cut: Font.Cut

    /// A few enormous labels must not hold on to the memory of thousands of usual ones.
    var isWorthKeeping: Bool { string.utf8.count <= 512 }
  }

  private init() {
    for cut in Font.Cut.allCases {
      var path = [CChar](repeating: 0, count: 1024)
      let bytes = Base64.decode(FontData.openType(cut))
      if vizbp_store(bytes, bytes.count, &path, path.count) != 0 {
        paths.append(
          String(decoding: path.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
      }
    }
    // No configuration is read: the result is the same on every machine, and soon there.
    let config = FcConfigCreate()
    for path in paths { FcConfigAppFontAddFile(config, path) }
    ownCharacters = vizbp_common_characters(config)
    // The first font map of a process makes Pango load fontconfig's default configuration: a
    // directory scan that takes from milliseconds to, without caches, many seconds, and prints
    // complaints where there is none. While ours is the current one there is nothing to load.
    FcConfigSetCurrent(config)
    own = TextSetter(config: config, families: Font.family)
    _ = own?.measure("0", cut: .regular)
    // Whoever asks for the default from now on loads it as usual.
    FcConfigSetCurrent(nil)
  }

  private func makeSystemSetter() -> TextSetter? {
    guard let config = FcInitLoadConfigAndFonts() else { return nil }
    for path in paths { FcConfigAppFontAddFile(config, path) }
    return TextSetter(config: config, families: "\(Font.family), sans-serif")
  }

  /// Whether the fonts that vizbp carries can set the whole text.
  func carries(_ string: String) -> Bool {
    guard let ownCharacters else { return false }
    if string.utf8.allSatisfy({ $0 < 0x7f }) { return true }
    return string.unicodeScalars.allSatisfy {
      FcCharSetHasChar(ownCharacters, $0.value) != 0 || $0.properties.isDefaultIgnorableCodePoint
    }
  }

  private func setter(for string: String) -> TextSetter? {
    carries(string) ? own : system ?? own
  }

  /// Measures a clean line, in ems.
  func measure(_ string: String, cut: Font.Cut) -> Line {
    let key = LineKey(string: string, cut: cut)
    if let line = measured.value(for: key) { return line }
    let line = setter(for: string)?.measure(string, cut: cut) ?? Self.guess(string)
    if key.isWorthKeeping { measured.insert(line, for: key) }
    return line
  }

  /// Draws a clean line so that its pen starts at the origin of `context`, at the reference
  /// size.
  func draw(_ string: String, cut: Font.Cut, on context: OpaquePointer, asPath: Bool) {
    guard let setter = setter(for: string) else { return }
    // Emoji are pictures in their fonts, not outlines.
    let hasPictures = string.unicodeScalars.contains {
      $0.properties.isEmojiPresentation || $0 == "\u{fe0f}"
    }
    setter.draw(string, cut: cut, on: context, asPath: asPath && !(hasPictures && !carries(string)))
  }

  /// What a machine without working fonts gets, so that a layout is still possible.
  private static func guess(_ string: String) -> Line {
    Line(
      width: Double(string.count) * 0.6, ascent: 0.97, descent: 0.24, isRightToLeft: false)
  }
}
