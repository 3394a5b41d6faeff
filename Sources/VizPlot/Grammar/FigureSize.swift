import VizBase

/// How large a figure is, in points: a point is a pixel of a PNG at scale 1, and 1/72 inch on paper.
public struct FigureSize: Sendable, Hashable {
  /// From left to right, in points; at least 120 and at most 20,000 for a figure to be drawn.
  public var width: Double
  /// From top to bottom, in points; at least 90 and at most 20,000 for a figure to be drawn.
  public var height: Double
  /// Whether a point is 1/72 inch in an SVG too, and not a pixel.
  public var isPhysical: Bool
  /// How large the letters are beside those of the standard size; nil where a smaller figure has
  /// smaller ones, as on paper.
  public var letters: Double?

  /// Points of 1/72 inch, in an SVG as well.
  public static func points(_ width: Double, _ height: Double) -> FigureSize {
    FigureSize(width: width, height: height, isPhysical: true)
  }

  /// Pixels of a page, and of a PNG at scale 1.
  public static func pixels(
    _ width: Double, _ height: Double, letters: Double? = nil
  ) -> FigureSize {
    FigureSize(width: width, height: height, isPhysical: false, letters: letters)
  }

  /// A size on paper: a millimetre is about 2.83 points.
  public static func millimeters(_ width: Double, _ height: Double) -> FigureSize {
    points(width * pointsPerMillimetre, height * pointsPerMillimetre)
  }

  /// Fits a slide and a page.
  public static let standard = pixels(800, 500)
  /// For fields whose two axes mean the same.
  public static let square = pixels(600, 600)

  /// Reads `800x500`, `160mmx100mm`, `12cmx8cm`, `6inx4in` or `450ptx280pt`.
  ///
  /// - Throws: ``PlotError`` for anything else; whether such a figure can be drawn is not asked
  ///   here.
  public init(_ text: String) throws(PlotError) {
    let pattern =
      /\s*([0-9.]+)\s*(px|pt|mm|cm|in)?\s*[x×]\s*([0-9.]+)\s*(px|pt|mm|cm|in)?\s*/.ignoresCase()
    guard let parts = text.wholeMatch(of: pattern)?.output,
      let width = Self.length(parts.1, parts.2), let height = Self.length(parts.3, parts.4)
    else {
      throw PlotError(
        .size, "\(text.quoted(limit: 40)) is no size",
        hint: "say width and height, as in 800x500 or 160mmx100mm; units are px, pt, mm, cm, in")
    }
    let units = [parts.2, parts.4].compactMap { $0?.lowercased() }
    self.init(width: width, height: height, isPhysical: units.contains { $0 != "px" })
  }

  private init(width: Double, height: Double, isPhysical: Bool, letters: Double? = nil) {
    self.width = width
    self.height = height
    self.isPhysical = isPhysical
    self.letters = letters
  }

  private static let pointsPerMillimetre = 72 / 25.4

  private static func length(_ number: Substring, _ unit: Substring?) -> Double? {
    let points = [
      "px": 1, "pt": 1, "mm": pointsPerMillimetre, "cm": 10 * pointsPerMillimetre, "in": 72,
    ]
    guard let value = Double(number), let unit = points[unit?.lowercased() ?? "px"] else {
      return nil
    }
    return value * unit
  }

  /// Smaller than this, no axis can be read.
  private static let smallest = (width: 120.0, height: 90.0)
  private static let largest = 20_000.0

  /// Refuses sizes at which nothing could be read, or that no picture can have.
  func check() throws(PlotError) {
    guard width.isFinite, height.isFinite, width > 0, height > 0 else {
      throw PlotError(.size, "a figure of \(words) has no area")
    }
    guard width >= Self.smallest.width, height >= Self.smallest.height else {
      throw PlotError(
        .size, "a figure of \(words) is too small to read",
        hint: "the smallest is 120 × 90 points, which is 42 mm × 32 mm")
    }
    guard width <= Self.largest, height <= Self.largest else {
      throw PlotError(
        .size, "a figure of \(words) is too large",
        hint: "at most 20,000 points a side; a PNG gets more pixels by its scale")
    }
  }

  private var words: String {
    "\(NumberFormat.plain(width)) × \(NumberFormat.plain(height)) points"
  }
}
