public import VizDrawing

/// The medium that a picture is made for: how large it is, and which letters can be read on it.
public struct Frame: Sendable, Hashable {
  /// The frame's extent; a column is at most so high.
  public var size: Size
  /// What a point of the extent is.
  public var unit: Picture.Unit
  /// Whether a picture fills the frame's height, or takes as much as it needs.
  public var hasFixedHeight: Bool
  /// No letter should be smaller.
  public var leastLetter: Double
  /// What is smallest is not drawn larger than this, however much room there is.
  public var mostLetter: Double
  /// What stays free at the edges.
  public var margin: Double
  /// Where the picture stands, as the end of a sentence.
  public var name: String

  /// A slide of 1920×1080 pixels; no letter is below 18 of them.
  public static let slide = Frame(
    size: Size(width: 1920, height: 1080), unit: .pixel, hasFixedHeight: true, leastLetter: 18,
    mostLetter: 44, margin: 36, name: "on a slide")

  /// The text of an A4 page, 160×247 mm; no letter is below 7 points.
  public static let page = Frame(
    size: Size(width: 454, height: 700), unit: .point, hasFixedHeight: true, leastLetter: 7,
    mostLetter: 11, margin: 4, name: "on a page")

  /// A column of 252 points, as journals print two of; no letter is below 7 points.
  public static let column = Frame(
    size: Size(width: 252, height: 660), unit: .point, hasFixedHeight: false, leastLetter: 7,
    mostLetter: 10, margin: 2, name: "in a column")

  /// A frame of so many pixels; letters are as large in it as on a slide that is shown as large.
  public static func pixels(width: Int, height: Int) -> Frame {
    let (columns, rows) = (width, height)
    let (width, height) = (Double(width), Double(height))
    let share = min(width / slide.size.width, height / slide.size.height)
    return Frame(
      size: Size(width: width, height: height), unit: .pixel, hasFixedHeight: true,
      leastLetter: max(slide.leastLetter * share, 8), mostLetter: max(slide.mostLetter * share, 16),
      margin: slide.margin * share, name: "in \(columns)×\(rows) pixels")
  }

  /// How short and how long the sides of a frame in pixels may be.
  public static let sides = 100...20_000

  /// Reads `slide`, `page`, `column`, or `1280x720`; nil for other words.
  public init?(_ text: String) {
    switch text {
    case "slide": self = .slide
    case "page": self = .page
    case "column": self = .column
    default:
      let sides = text.split(separator: /[x×]/, omittingEmptySubsequences: false)
        .map { Int($0) }
      guard sides.count == 2, let width = sides[0], let height = sides[1],
        Self.sides.contains(width), Self.sides.contains(height)
      else { return nil }
      self = .pixels(width: width, height: height)
    }
  }

  private init(
    size: Size, unit: Picture.Unit, hasFixedHeight: Bool, leastLetter: Double,
    mostLetter: Double, margin: Double, name: String
  ) {
    self.size = size
    self.unit = unit
    self.hasFixedHeight = hasFixedHeight
    self.leastLetter = leastLetter
    self.mostLetter = mostLetter
    self.margin = margin
    self.name = name
  }

  /// How large a letter is, in the frame's unit, with the unit's name.
  func words(for letter: Double) -> String {
    let size = (letter * 10).rounded(.down) / 10
    let digits = size == size.rounded() ? "\(Int(exactly: size) ?? 0)" : "\(size)"
    return "\(digits) \(unit == .pixel ? "px" : "pt")"
  }
}
