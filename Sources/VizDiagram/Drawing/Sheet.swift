import VizDrawing

/// Where the parts of a picture stand: the heading, below it the diagram, below that the legend; and
/// how large all of it is in a frame.
struct Sheet: Sendable {
  /// Of the whole picture, before it is scaled.
  private(set) var size: Size
  /// Where the diagram's own origin lies.
  private(set) var origin: Point
  private(set) var title: [String]
  private(set) var subtitle: [String]
  /// Where the heading and the legend begin.
  private(set) var headingCorner: Point
  private(set) var legendCorner: Point
  /// How wide the legend may become before it breaks.
  private(set) var legendWidth = Double.infinity
  /// How many times as large the picture is drawn.
  private(set) var scale = 1.0

  static let titleLine = 22.0
  static let subtitleLine = 15.0
  /// The longest title of a picture in a frame; what is behind is cut.
  private static let mostTitleLines = 4

  /// A sheet as large as what stands on it.
  init(_ diagram: Size, heading: Heading, legend: Legend) {
    title = Self.title(heading, width: max(diagram.width, Heading.longest))
    let words = title.map { TextMeasurer.measure($0, font: Metric.large).width }.max() ?? 0
    let subtitleWidth = TextMeasurer.measure(heading.subtitle, font: Metric.small).width
    let width = max(diagram.width, words, subtitleWidth, legend.width)
    subtitle = heading.subtitle.isEmpty ? [] : [heading.subtitle]
    let lines =
      Double(max(title.count - 1, 0)) * Self.titleLine
      + Double(subtitle.count - 1) * Self.subtitleLine
    origin = Point(
      x: Metric.margin + (width - diagram.width) / 2, y: Metric.margin + Heading.height + lines)
    let bottom = origin.y + diagram.height + 22
    size = Size(
      width: (width + 2 * Metric.margin).rounded(.up),
      height: (bottom + Legend.height + Metric.margin / 2).rounded(.up))
    headingCorner = Point(x: Metric.margin, y: Metric.margin)
    legendCorner = Point(x: Metric.margin, y: bottom)
  }

  /// A sheet of the frame's proportions, on which everything is as large as fits.
  init(_ diagram: Size, heading: Heading, legend: Legend, in frame: Frame) {
    var low = 0.0
    var high = frame.mostLetter / Metric.small.size
    var best = Sheet(diagram, heading, legend, frame, scale: high)
    if best.scale == 0 {
      for _ in 0..<24 {
        let middle = (low + high) / 2
        let sheet = Sheet(diagram, heading, legend, frame, scale: middle)
        if sheet.scale > 0 { (low, best) = (middle, sheet) } else { high = middle }
      }
    }
    self = best
  }

  /// A sheet at one scale, whose ``scale`` is 0 where the frame is too small for it.
  private init(
    _ diagram: Size, _ heading: Heading, _ legend: Legend, _ frame: Frame, scale: Double
  ) {
    let margin = frame.margin / scale
    let width = frame.size.width / scale - 2 * margin
    title = Self.title(heading, width: width)
    subtitle =
      heading.subtitle.isEmpty
      ? [] : Lines.broken(heading.subtitle, font: Metric.small, width: width)
    let top =
      Double(title.count) * Self.titleLine + Double(subtitle.count) * Self.subtitleLine + 14
    let bottom = Double(legend.lines(within: width).count) * Legend.height
    let height = 2 * margin + top + diagram.height + 12 + bottom
    let room = frame.size.height / scale
    size = Size(
      width: frame.size.width / scale, height: frame.hasFixedHeight ? room : height)
    headingCorner = Point(x: margin, y: margin + 4)
    // What is left over stands above and below the diagram.
    let free = max(size.height - height, 0)
    origin = Point(
      x: margin + max(width - diagram.width, 0) / 2, y: margin + top + free / 2)
    legendCorner = Point(x: margin, y: size.height - margin - bottom)
    legendWidth = width
    let words = title.map { TextMeasurer.measure($0, font: Metric.large).width }.max() ?? 0
    let fits = diagram.width <= width && height <= room && max(words, legend.widest) <= width
    self.scale = fits ? scale : 0
  }

  /// The title in lines of at most so wide: broken behind semicolons, then between words, and cut where
  /// it is too long even so.
  private static func title(_ heading: Heading, width: Double) -> [String] {
    var lines = Lines.broken(heading.whole, font: Metric.large, width: width)
    if lines.count > mostTitleLines {
      lines = Array(lines.prefix(mostTitleLines))
      lines[lines.count - 1] += "…"
    }
    return lines.map { TextMeasurer.fitted($0, font: Metric.large, width: width) }
  }

  /// The smallest letter, in the frame's unit.
  var letter: Double { scale * Metric.small.size }
}

/// Texts in several lines.
enum Lines {
  /// Breaks behind semicolons where that is enough, else between words; a word that is wider than a
  /// line stands alone.
  static func broken(_ text: String, font: Font, width: Double) -> [String] {
    guard TextMeasurer.measure(text, font: font).width > width else { return [text] }
    func fits(_ text: String) -> Bool { TextMeasurer.measure(text, font: font).width <= width }
    var lines: [String] = []
    var line = ""
    /// Puts a piece on the line, or begins another with it.
    func add(_ piece: String) {
      if !line.isEmpty, fits(line + " " + piece) {
        line += " " + piece
      } else {
        if !line.isEmpty { lines.append(line) }
        line = piece
      }
    }
    let statements = text.split(separator: "; ").map(String.init)
    for (index, statement) in statements.enumerated() {
      let statement = index + 1 < statements.count ? statement + ";" : statement
      if fits(statement) {
        add(statement)
      } else {
        if !line.isEmpty { lines.append(line) }
        line = ""
        for word in statement.split(separator: " ").map(String.init) { add(word) }
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}
