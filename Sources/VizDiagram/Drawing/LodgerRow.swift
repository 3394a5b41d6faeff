import VizBase
import VizDrawing
import VizTrace

/// What a card shows of a leaf that stands in it: its name, and its value and gradient below; what is a
/// single number or a few fixed ones stands beside the name.
///
/// As all of a card its room depends on the structure of the graph alone, but for the numbers of
/// constants, which are part of it.
struct LodgerRow: Sendable {
  /// The leaf that the row has room for.
  let lodger: DiagramModel.Lodger
  /// What is known of it; nil for all.
  private(set) var known: DiagramModel.Lodger?
  let isTerse: Bool
  /// Whether all stands in one line.
  let isSlim: Bool

  static let padding = 4.0
  static let titleLine = 16.0
  static let thumbnail = Size(width: 40, height: 11)
  static let gap = 10.0
  private static let number = 66.0
  private static let sign = 14.0

  init(_ lodger: DiagramModel.Lodger, _ arrangement: Arrangement) {
    self.lodger = lodger
    isTerse = arrangement.isTerse
    isSlim = arrangement.isSlim
  }

  /// The same room, with what is known of the leaf.
  func knowing(_ lodger: DiagramModel.Lodger) -> LodgerRow {
    var row = self
    row.known = lodger
    return row
  }

  /// The name, short enough for a card.
  var name: String {
    TextMeasurer.fitted(lodger.name, font: Metric.smallStrong, width: 110, cutting: .middle)
  }

  /// What stands beside the name: the shape, or a constant's few numbers.
  var beside: String {
    if let home = lodger.home {
      return TextMeasurer.fitted(home, font: Metric.small, width: 110, cutting: .middle)
    }
    return written?.map(NumberFormat.compact).joined(separator: ", ")
      ?? TextMeasurer.fitted(
        lodger.shape.joined(separator: "×"), font: Metric.small, width: 90)
  }

  private static let mostNumbers = 4

  var shown: DiagramModel.Lodger { known ?? lodger }

  /// Whether the leaf is one number, which stands beside its name.
  var isNumber: Bool { lodger.shape.isEmpty && lodger.value != nil }

  /// The few numbers of a constant.
  private var written: [Double]? {
    guard lodger.isConstant, case .elements(let numbers, let shape)? = lodger.value,
      shape.count == 1, (1...Self.mostNumbers).contains(numbers.count)
    else { return nil }
    return numbers
  }

  /// Whether the gradient is the sum of what several operations bring back.
  var isSum: Bool { lodger.isShared && lodger.home == nil }

  /// How many lines stand below the name.
  var lines: Int {
    if isNumber || written != nil || isSlim || lodger.home != nil { return 0 }
    let present = [lodger.value, lodger.gradient].count { $0 != nil }
    return isTerse ? min(present, 1) : present
  }

  /// The numbers that stand beside the name, where all stands in one line.
  var slimNumbers: Int {
    guard isSlim, !isNumber, written == nil, lodger.home == nil else { return 0 }
    return [lodger.value, lodger.gradient].count { $0 != nil }
  }

  var size: Size {
    if slimNumbers > 0 {
      return Size(
        width: TextMeasurer.measure(name, font: Metric.smallStrong).width
          + Double(slimNumbers) * (TensorBody.slim.width + TensorBody.slimGap),
        height: Self.titleLine + 2)
    }
    let title =
      TextMeasurer.measure(name, font: Metric.smallStrong).width + Self.gap
      + (isNumber
        ? Self.number : TextMeasurer.measure(beside, font: Metric.small).width)
    let sign = isSum ? Self.sign : 0
    let numbers: Double
    if lines == 0 {
      numbers = 0
    } else if isTerse {
      numbers = (lodger.gradient == nil ? Self.number : 2 * Self.number + Self.gap) + sign
    } else {
      numbers = Self.thumbnail.width + 6 + Self.number + sign
    }
    return Size(
      width: max(title, numbers),
      height: isSlim
        ? Self.titleLine + 2
        : 2 * Self.padding + Self.titleLine + Double(lines) * Metric.lineHeight)
  }
}

extension DiagramPainter {
  /// The leaves in a card, one below the other.
  mutating func drawLodgers(_ rows: [LodgerRow], tint: Tint, padding: Double, in rect: Rect) {
    var top = rect.minY
    let (left, right) = (rect.minX + padding, rect.maxX - padding)
    for row in rows {
      picture.beginGroup(Group(kind: "leaf", title: row.lodger.name))
      picture.stroke(
        .polyline([Point(x: rect.minX, y: top), Point(x: rect.maxX, y: top)]),
        with: Stroke(tint.border, width: 0.8))
      var y = top + (row.isSlim ? 2 : LodgerRow.padding) + 11
      picture.text(
        row.name, font: Metric.smallStrong, paint: theme.ink, at: Point(x: left, y: y),
        anchor: .start)
      if row.slimNumbers > 0 {
        drawSlimNumbers(of: row, to: right, at: y)
      } else if row.isNumber {
        if let value = row.shown.value {
          let name = TextMeasurer.measure(row.name, font: Metric.smallStrong).width
          drawNorm(
            value, paint: theme.value, at: Point(x: right, y: y), anchor: .end,
            room: right - left - name - LodgerRow.gap / 2)
        }
      } else {
        picture.text(
          row.beside, font: Metric.small, paint: theme.secondary, at: Point(x: right, y: y),
          anchor: .end)
      }
      y += 1
      if row.lines > 0 { drawNumbers(of: row, from: left, to: right, below: y) }
      top += row.size.height
      picture.endGroup()
    }
  }

  private mutating func drawSlimNumbers(of row: LodgerRow, to right: Double, at y: Double) {
    var x = right
    // The room of what is not known yet stays empty.
    for (whole, data, paint) in [
      (row.lodger.gradient, row.shown.gradient, theme.gradient),
      (row.lodger.value, row.shown.value, theme.value),
    ] where whole != nil {
      if let data {
        let isIndex = row.lodger.isIndex && paint == theme.value && !data.isBroken
        picture.text(
          isIndex ? data.extremes : slimText(data, width: TensorBody.slim.width),
          font: Metric.smallStrong, paint: data.isBroken ? theme.alarm : paint,
          at: Point(x: x, y: y), anchor: .end)
      }
      x -= TensorBody.slim.width + TensorBody.slimGap
    }
  }

  private mutating func drawNumbers(
    of row: LodgerRow, from left: Double, to right: Double, below top: Double
  ) {
    var y = top
    let both = [
      (row.shown.value, theme.value, TextAnchor.start, left),
      (row.shown.gradient, theme.gradient, .end, right),
    ]
    if row.isTerse {
      for (data, paint, anchor, x) in both {
        guard let data else { continue }
        drawNorm(
          data, isSum: row.isSum && paint == theme.gradient,
          isIndex: row.lodger.isIndex && paint == theme.value, paint: paint,
          at: Point(x: x, y: y + Metric.lineHeight), anchor: anchor,
          room: (right - left - LodgerRow.gap) / 2)
      }
      return
    }
    for (data, paint, _, _) in both {
      guard let data else { continue }
      y += Metric.lineHeight
      let size = LodgerRow.thumbnail
      // One number says all.
      if data.only == nil {
        draw(
          data, paint: paint,
          in: Rect(x: left, y: y - size.height + 1, width: size.width, height: size.height))
      }
      drawNorm(
        data, isSum: row.isSum && paint == theme.gradient,
        isIndex: row.lodger.isIndex && paint == theme.value, paint: paint,
        at: Point(x: right, y: y), anchor: .end,
        room: right - left - (data.only == nil ? size.width + 4 : 0))
    }
  }

  /// A tensor in a line: its elements as cells, or how often they are so large.
  private mutating func draw(_ data: TensorData, paint: Paint, in frame: Rect) {
    let thumbnail = Thumbnail(theme: theme, paint: paint)
    if case .elements(let values, let shape) = data, !values.isEmpty,
      shape.count == 1 && values.count <= 64
        || shape.count == 2 && shape.allSatisfy({ $0 <= 64 })
    {
      let columns = shape.last ?? 1
      let rows = values.count / max(columns, 1)
      let size = Size(width: frame.width, height: frame.height)
      if let raster = thumbnail.heat(values, rows: rows, columns: columns, size: size) {
        picture.image(raster, in: frame)
        picture.stroke(.rect(frame), with: Stroke(theme.hairline, width: 0.6))
      }
    } else {
      thumbnail.histogram(data, in: frame, on: &picture)
    }
  }

  /// A tensor's norm, or the number that it is, in the longest form that fits.
  ///
  /// - Parameters:
  ///   - isSum: Whether several operations bring back parts of it.
  ///   - isIndex: Whether it is indices, which have no norm.
  ///   - room: The width that is free for it.
  private mutating func drawNorm(
    _ data: TensorData, isSum: Bool = false, isIndex: Bool = false, paint: Paint,
    at point: Point, anchor: TextAnchor, room: Double
  ) {
    let number = data.scalar ?? data.only
    let isIndex = isIndex && !data.isBroken && !data.isEmpty
    let texts = data.isEmpty ? ["empty"] : isIndex ? [data.extremes] : self.texts(data)
    let paint = data.isBroken ? theme.alarm : paint
    var leads = isSum ? ["Σ "] : []
    if number == nil, !data.isEmpty, !isIndex { leads.append("norm ") }
    let free = leads.reduce(room) { $0 - TextMeasurer.measure($1, font: Metric.small).width }
    let text = roundings.fitting(texts) {
      TextMeasurer.measure($0, font: Metric.smallStrong).width <= free
    }
    runs(
      leads.map { ($0, Metric.small, paint) } + [(text, Metric.smallStrong, paint)], at: point,
      anchor: anchor)
  }
}
