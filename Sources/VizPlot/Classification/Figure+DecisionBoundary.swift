import VizBase
import VizDrawing

extension Figure {
  /// How a classifier divides the plane: class probabilities as pale fills, the line where the
  /// most probable class changes, and the points of the data with their true classes.
  ///
  /// - Parameters:
  ///   - points: The data; may be empty.
  ///   - title: Of the figure.
  ///   - x: What the first coordinate is, and the range to show; nil for what the points need.
  ///   - y: The same of the second.
  ///   - resolution: At how many places along each side the classifier is asked.
  ///   - size: Of the figure; by default as large as its area needs.
  ///   - mostDots: How many points are drawn at most; all count.
  ///   - classifier: Gives the probabilities of the classes.
  public static func decisionBoundary(
    _ points: ClassifiedPoints, title: String = "Decision boundary", x: FieldAxis = "x₁",
    y: FieldAxis = "x₂", resolution: Int = 161, size: FigureSize? = nil, mostDots: Int = usualDots,
    _ classifier: Classifier
  ) -> Figure {
    let area = points.surroundings()
    let map = ClassMap(
      classifier, x: x.range ?? area.x, y: y.range ?? area.y, resolution: resolution)
    let score = ClassifiedScore(points, classifier)
    let nowhere = map.only.map { "Everything is called \(points.name($0).escaped())" }
    let panel = Panel(
      x: x.axis, y: y.axis, marks: map.marks + score.marks(points, most: mostDots),
      hasEqualAspect: true)
    return Figure(
      title: title,
      subtitle: [nowhere, score.sentence].compactMap { $0 }.joined(separator: ": ").nonEmpty,
      caption: [boundaryCaption(map, score), dotsCaption(points, mostDots)].compactMap { $0 }
        .joined(separator: " "),
      summary: [title, nowhere, score.sentence].compactMap { $0.map { $0 + "." } }
        .joined(separator: " "),
      size: size
        ?? .panels(
          columns: 1, rows: 1, side: 440, aspect: map.fields.first?.aspect ?? 1, headings: 2),
      panels: [panel], labelling: .legend)
  }

  /// A classifier at several steps of its training, side by side.
  ///
  /// - Parameters:
  ///   - points: The data.
  ///   - frames: What each frame is called, and the classifier as it was.
  ///   - title: Of the figure.
  ///   - x: What the first coordinate is, and the range to show.
  ///   - y: The same of the second.
  ///   - resolution: At how many places along each side the classifiers are asked.
  ///   - size: Of the figure; by default wide enough for the frames.
  ///   - mostDots: How many points are drawn at most in each frame; all count.
  ///   - mostColumns: How many frames stand side by side at most.
  public static func decisionBoundaries(
    _ points: ClassifiedPoints, frames: [(name: String, classifier: Classifier)],
    title: String = "Decision boundary in training", x: FieldAxis = "x₁", y: FieldAxis = "x₂",
    resolution: Int = 101, size: FigureSize? = nil, mostDots: Int = usualDots,
    mostColumns: Int = 4
  ) -> Figure {
    let area = points.surroundings()
    var caption: String?
    var sentences: [String] = []
    var nowhere: [(frame: String, name: String)] = []
    // A few points may be seen from afar; many would hide what they lie on.
    let dotSize = points.x.count <= 20 ? 9 : points.x.count <= 100 ? 4.5 : 3.6
    let panels = frames.map { frame in
      let map = ClassMap(
        frame.classifier, x: x.range ?? area.x, y: y.range ?? area.y, resolution: resolution)
      let score = ClassifiedScore(points, frame.classifier)
      if let only = map.only {
        let name = points.name(only).escaped()
        nowhere.append((frame.name, name))
        sentences.append("\(frame.name): everything is called \(name).")
      } else {
        caption = caption ?? boundaryCaption(map, score)
      }
      if let sentence = score.sentence { sentences.append("\(frame.name): \(sentence).") }
      return Panel(
        title: [frame.name, score.percentage].compactMap { $0 }.joined(separator: " · "),
        x: x.axis, y: y.axis,
        marks: map.marks + score.marks(points, dotSize: dotSize, most: mostDots),
        hasEqualAspect: true)
    }
    for (frame, name) in nowhere.prefix(2) {
      let more = nowhere.count > 2 && frame == nowhere[1].frame ? ", as in others" : ""
      caption = [caption, "\(frame)\(more): everything is called \(name)."].compactMap { $0 }
        .joined(separator: " ")
    }
    caption =
      [caption, dotsCaption(points, mostDots)].compactMap { $0 }.joined(separator: " ")
      .nonEmpty
    let columns = max(min(frames.count, mostColumns), 1)
    let rows = (frames.count + columns - 1) / columns
    return Figure(
      title: title, subtitle: frames.isEmpty ? nil : "Percentages: points in the right region",
      caption: caption, summary: ([title + "."] + sentences).joined(separator: " "),
      size: size
        ?? .panels(columns: columns, rows: rows, side: 210, headings: 2, sharesAxes: true),
      panels: panels, columns: columns, sharesX: true, sharesY: true, labelling: .legend)
  }

  /// More points than this hide each other and what they lie on, and take long to draw.
  public static var usualDots: Int { 2000 }

  /// That not all points are drawn; nil where they are.
  private static func dotsCaption(_ points: ClassifiedPoints, _ most: Int) -> String? {
    guard points.x.count > most else { return nil }
    let (drawn, all) = (Double(most), Double(points.x.count))
    return "\(NumberFormat.grouped(drawn)) of \(NumberFormat.grouped(all)) points are drawn."
  }

  private static func boundaryCaption(_ map: ClassMap, _ score: ClassifiedScore) -> String {
    let line =
      map.only != nil
      ? "The stronger a fill, the surer."
      : map.fields.count == 2
        ? "Line: both classes equally probable. The stronger a fill, the surer."
        : "Lines: where the most probable class changes. The stronger a fill, the surer."
    let unknown = map.unknownShare
    return unknown > 0
      ? line + " Blank (\(NumberFormat.plain(100 * unknown)) %): the classifier gave no numbers."
      : line
  }
}

extension String {
  /// nil for no text.
  fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
