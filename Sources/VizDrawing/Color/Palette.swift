/// Colours for categories.
public enum Palette {
  /// Eight colours that people with any kind of colour-blindness tell apart (Masataka Okabe and
  /// Kei Ito, "Color Universal Design", 2008), black last.
  public static let okabeIto: [Color] = [
    Color(0x0072b2), Color(0xe69f00), Color(0x009e73), Color(0xcc79a7), Color(0x56b4e9),
    Color(0xd55e00), Color(0xf0e442), Color(0x000000),
  ]

  /// The colour of a category on a theme's background; begins again after the last.
  ///
  /// These are those of ``okabeIto`` but for black on dark grounds and yellow on light ones.
  public static func category(_ index: Int, in theme: Theme) -> Color {
    let colors = okabeIto
    let number = colorIndex(of: index)
    // Black says nothing on a dark ground, nor does yellow on a light one.
    if number == colors.count - 1 { return theme.ink.color }
    return number == colors.count - 2 && theme.name != .dark ? darkYellow : colors[number]
  }

  /// Where a category's colour stands among the palette's.
  public static func colorIndex(of index: Int) -> Int {
    let count = okabeIto.count
    return ((index % count) + count) % count
  }

  /// Of the yellows that read on white, the nearest to the palette's that stays apart from its
  /// other colours for all eyes.
  private static let darkYellow = Color(0xaeb06c)
}
