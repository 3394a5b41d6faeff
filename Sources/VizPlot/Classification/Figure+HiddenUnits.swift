import VizBase
import VizDrawing

extension Figure {
  /// The plane as two hidden units see it: a grid of straight lines, warped, with the data.
  ///
  /// Beside it stands the plane itself with the same lines. Lines and points keep their colours:
  /// that of a line is the class that the classifier finds there. (As classify2d of ConvNetJS by
  /// Andrej Karpathy draws it.)
  ///
  /// - Parameters:
  ///   - points: The data.
  ///   - title: Of the figure.
  ///   - x: What the first coordinate is, and the range of the grid.
  ///   - y: The same of the second.
  ///   - units: The names of the two units.
  ///   - lines: How many lines the grid has each way.
  ///   - size: Of the figure.
  ///   - hidden: What the two units give for points of the plane.
  ///   - line: The line that parts the classes for the two units: w₁h₁ + w₂h₂ + b = 0; nil where the
  ///     classifier has none.
  ///   - classifier: Gives the probabilities of the classes.
  public static func hiddenSpace(
    _ points: ClassifiedPoints, title: String = "The plane as two hidden units see it",
    x: FieldAxis = "x₁", y: FieldAxis = "x₂", units: (String, String) = ("h₁", "h₂"),
    lines: Int = 21, size: FigureSize = .pixels(850, 550), hidden: ([Point]) -> [Point],
    line: (weights: Point, bias: Double)? = nil, classifier: Classifier
  ) -> Figure {
    let area = points.surroundings()
    let grid = WarpedGrid(
      x: x.range ?? area.x, y: y.range ?? area.y, lines: lines, classifier: classifier)
    let score = ClassifiedScore(points, classifier)
    let labelled = points.labelled
    let images = labelled.isEmpty ? [] : hidden(labelled.map(\.point))
    var warped = points
    (warped.x, warped.y, warped.classes) = ([], [], [])
    for (image, one) in zip(images, labelled) where image.x.isFinite && image.y.isFinite {
      warped.x.append(image.x)
      warped.y.append(image.y)
      warped.classes.append(one.label)
    }
    let before = Panel(
      title: "What comes in", x: x.axis, y: y.axis,
      marks: grid.marks { $0 } + score.marks(points, dotSize: 5.5), hasEqualAspect: true)
    let after = Panel(
      title: "What the units make of it", x: Axis(units.0, hasGrid: false),
      y: Axis(units.1, hasGrid: false),
      marks: grid.marks(hidden) + ClassifiedScore(warped).marks(warped, dotSize: 5.5)
        + (line.flatMap { separator($0, warped) }.map { [$0] } ?? []),
      hasEqualAspect: true)
    return Figure(
      title: title, subtitle: score.sentence,
      caption: "Grid lines have the colour of the class that is found there."
        + (line == nil ? "" : " The strong line parts the classes."),
      summary: [title + ".", score.sentence.map { $0 + "." }].compactMap { $0 }
        .joined(separator: " "),
      size: size, panels: [before, after], columns: 2, labelling: .legend)
  }

  /// The part of a line that lies about the points.
  private static func separator(
    _ line: (weights: Point, bias: Double), _ points: ClassifiedPoints
  ) -> Mark? {
    guard let left = points.x.min(), let right = points.x.max(), let low = points.y.min(),
      let high = points.y.max()
    else { return nil }
    let (w, b) = (line.weights, line.bias)
    var ends: [Point] = []
    if w.y != 0 {
      ends += [left, right].map { Point(x: $0, y: -(w.x * $0 + b) / w.y) }
    }
    if w.x != 0 {
      ends += [low, high].map { Point(x: -(w.y * $0 + b) / w.x, y: $0) }
    }
    let inside = ends.filter {
      (left...right).contains($0.x) && (low...high).contains($0.y)
    }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard let first = inside.first, let last = inside.last, first != last else { return nil }
    return .line(
      LineMark(x: [first.x, last.x], y: [first.y, last.y], tone: .ink, width: 2.4))
  }

  /// What each of several neurons gives over the plane: one heatmap a neuron.
  ///
  /// - Parameters:
  ///   - names: Of the neurons.
  ///   - title: Of the figure.
  ///   - x: What the first coordinate is, and the range to show.
  ///   - y: The same of the second.
  ///   - resolution: At how many places along each side the neurons are asked.
  ///   - size: Of the figure; by default large enough for the neurons.
  ///   - activations: The value of each neuron for each point of the plane.
  public static func neurons(
    _ names: [String], title: String = "What each neuron gives",
    x: FieldAxis = FieldAxis("x₁", range: -1...1), y: FieldAxis = FieldAxis("x₂", range: -1...1),
    resolution: Int = 64, size: FigureSize? = nil, _ activations: ([Point]) -> [[Double]]
  ) -> Figure {
    let side = max(2, min(resolution, 1000))
    let empty = ScalarField(
      columns: side, rows: side, values: [], xRange: x.range ?? -1...1, yRange: y.range ?? -1...1)
    let (xs, ys) = (empty.xs, empty.ys)
    let answers = activations(ys.flatMap { y in xs.map { Point(x: $0, y: y) } })
    let fields = names.indices.map { index in
      ScalarField(
        columns: side, rows: side, values: answers.map { index < $0.count ? $0[index] : .nan },
        xRange: empty.xRange, yRange: empty.yRange)
    }
    let bounds = fields.compactMap(\.bounds)
    let low = bounds.map(\.lowerBound).min() ?? 0
    let high = bounds.map(\.upperBound).max() ?? 1
    let limit = max(abs(low), abs(high))
    let isSigned = low < 0
    let scale = ColorScale(
      isSigned ? .diverging(center: 0, limit: limit) : .magnitude(limit: high, .value))
    let panels = zip(names, fields).map { name, field in
      Panel(
        title: name.escaped(), x: x.axis, y: y.axis,
        marks: [.raster(RasterMark(field, scale: scale))]
          + (isSigned && field.bounds.map { $0.lowerBound < 0 && $0.upperBound > 0 } ?? false
            ? [.contourLine(ContourLineMark(field, levels: [0], width: 1.4))] : []),
        hasEqualAspect: true)
    }
    // Rows that are full look best, then such of about four.
    let columns =
      names.count <= 4
      ? max(1, names.count)
      : (3...6).min {
        let empty = [$0, $1].map { ($0 - names.count % $0) % $0 * 10 + abs($0 - 4) }
        return empty[0] < empty[1]
      } ?? 4
    let rows = (names.count + columns - 1) / columns
    return Figure(
      title: title,
      caption: isSigned
        ? "The deeper, the farther from zero, up to ±\(NumberFormat.brief(limit)). Hatched: negative."
          + " Lines: zero."
        : "The deeper, the larger, up to \(NumberFormat.brief(high)).",
      summary:
        "\(title): \(names.count) neurons over the plane, from \(NumberFormat.brief(low)) to \(NumberFormat.brief(high)).",
      size: size
        ?? .panels(columns: columns, rows: rows, side: 150, aspect: empty.aspect, headings: 1),
      panels: panels, columns: columns, sharesX: true, sharesY: true)
  }
}
