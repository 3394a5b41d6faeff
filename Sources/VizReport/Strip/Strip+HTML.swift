import VizBase
import VizDrawing

extension Strip {
  /// What `report-strip.mustache` names.
  struct Content {
    struct Row {
      var kind, title, note: String
      var keys: [Key]
      var height: String
      /// What stands beside it, and the row itself.
      var scale, svg, words: String
      /// Of layers, both ends of the scale and the scale.
      var ends: Ends?
    }

    struct Key {
      var category: Int
      var name, value: String
    }

    struct Ends {
      var low, high, scale: String
    }

    struct Frame {
      var step, words, address: String
      var isFirst: Bool
      var dots: [Dot]
    }

    struct Dot {
      var x, y: String
      var category: Int

      init(_ dot: StripFrames.Dot) {
        x = StripAxis.short(dot.x, 1)
        y = StripAxis.short(dot.y, 1)
        category = dot.category
      }
    }

    var id, label: String
    var flags: String?
    var flagsHeight: Int
    var above, below: [Row]
    var hasFrames: Bool
    var frames: [Frame]
    var steps, axisName, low, high: String
    var caption: String?
    var hasCursor: Bool
    var data: String
  }

  /// How a strip is shown.
  struct Style {
    /// The height of the first row and of the others, in pixels.
    var tall = 150.0, low = 84.0
    /// What the ids of findings begin with.
    var findings = "finding-"
    var hasCaption = true
    var hasCursor = true

    /// Of one run alone.
    static let alone = Style()
  }

  /// The strip as HTML.
  ///
  /// - Parameters:
  ///   - id: What its ids begin with.
  ///   - label: What it shows, for people who listen to pages.
  /// - Throws: ``/VizDrawing/DrawingError`` where a heatmap cannot be drawn.
  func html(
    _ templates: Templates, id: String, label: String, style: Style = .alone
  ) throws -> String {
    let svg = StripSVG(axis: axis)
    let drawnFlags = svg.flags(flags, leadingTo: style.findings)
    let curves = lines.enumerated().map { index, row in
      let height = index == 0 ? style.tall : style.low
      return Content.Row(
        kind: "lines", title: row.title.escaped(limit: 60),
        note: index == 0 ? row.isLogarithmic ? "logarithmic" : "" : "",
        // More keys than colours tell nothing.
        keys: row.lines.count > Self.mostKeys
          ? []
          : row.lines.map {
            Content.Key(
              category: $0.category, name: $0.name.escaped(limit: 60),
              value: NumberFormat.brief($0.end ?? $0.values.last ?? .nan))
          }, height: "\(Int(height))", scale: svg.scale(row, height: height),
        svg: svg.lines(row, height: height, marks: index == 0 ? marks : []),
        words: Self.words(row), ends: nil)
    }
    let layers = try heats.map { heat in
      let height = svg.rowHeight(heat) * Double(heat.names.count)
      return Content.Row(
        kind: "heat", title: heat.title, note: heat.note, keys: [],
        height: StripAxis.short(height, 1), scale: svg.names(heat), svg: try svg.heat(heat),
        words: "\(heat.title): \(heat.note), \(heat.names.count) layers over the steps",
        ends: Content.Ends(
          low: heat.ends.0, high: heat.ends.1, scale: try heat.scaleAddress()))
    }
    let shown = frames?.frames ?? []
    return templates.render(
      "report-strip.mustache",
      Content(
        id: id, label: label, flags: flags.isEmpty ? nil : drawnFlags.svg,
        flagsHeight: drawnFlags.height, above: Array(curves.prefix(1)),
        below: layers + curves.dropFirst(), hasFrames: !shown.isEmpty,
        frames: shown.enumerated().map { index, frame in
          let words =
            "\(axis.name.escaped(limit: 20)) \(NumberFormat.grouped(Double(frame.step)))"
            // A number and its sign stay together.
            + (frame.share.map { " · \(RunWords.percent($0).replacing(" ", with: "\u{a0}"))" } ?? "")
          return Content.Frame(
            step: "\(frame.step)", words: words, address: frame.address, isFirst: index == 0,
            dots: index == 0 ? (frames?.dots ?? []).map(Content.Dot.init) : [])
        }, steps: svg.steps(), axisName: axis.name.escaped(limit: 30),
        low: "\(axis.range.lowerBound)", high: "\(axis.range.upperBound)",
        caption: style.hasCaption ? caption : nil, hasCursor: style.hasCursor,
        data: style.hasCursor ? data : ""))
  }

  private static let mostKeys = 8

  private static func words(_ row: StripLines) -> String {
    let parts = row.lines.prefix(mostKeys).map { line in
      "\(line.name) from \(line.values.first.map(NumberFormat.brief) ?? "–") to"
        + " \(line.values.last.map(NumberFormat.brief) ?? "–")"
    }
    return "\(row.title): \(parts.joined(separator: ", "))".escaped(limit: 300)
  }

  /// How to read it.
  private var caption: String {
    var words: [String] = []
    if let smoothing = lines.compactMap(\.smoothing).first { words.append(smoothing) }
    if marks.contains(where: { $0.steps.count > 1 }) {
      words.append(
        "The thick end of the training's line is the mean of its last tenth, which is what this page"
          + " calls the loss at the end.")
    }
    if !heats.isEmpty {
      words.append("Magenta: NaN or infinite; blank: exactly 0, or nothing.")
    }
    return words.joined(separator: " ")
  }

  // MARK: What the script reads

  /// The numbers behind the rows, as JSON.
  private var data: String {
    let curves = lines.map { row in
      let lines = row.lines.map { line in
        "{\"x\":\(Self.steps(line.steps)),\"y\":[\(Self.list(line.values))]}"
      }
      return "{\"lines\":[\(lines.joined(separator: ","))]}"
    }
    let layers = heats.map { heat in
      let names = heat.names.map { Self.quoted($0.escaped(limit: 60)) }.joined(separator: ",")
      let rows = heat.cells.map { "\"\(Self.codes($0, heat))\"" }.joined(separator: ",")
      let range = heat.range
      let isShare = heat.isShare
      return "{\"names\":[\(names)],\"x\":\(Self.steps(heat.steps)),\"rows\":[\(rows)],"
        + "\"low\":\(range.lowerBound),\"high\":\(range.upperBound),\"share\":\(isShare)}"
    }
    let order = Array(curves.prefix(1)) + layers + curves.dropFirst()
    let begin = flags.map { "[\(Self.list([$0.step])),\(Self.quoted($0.title))]" }
    return
      "{\"rows\":[\(order.joined(separator: ","))],\"flags\":[\(begin.joined(separator: ","))]}"
  }

  private static func list(_ numbers: [Double]) -> String {
    numbers.map { number in
      guard number.isFinite else { return "null" }
      return number == number.rounded() && abs(number) < 1e15
        ? String(Int(number)) : "\(number)"
    }.joined(separator: ",")
  }

  /// Steps: whole ones as distances, which are about as long as their digits that change.
  private static func steps(_ steps: [Double]) -> String {
    guard !steps.isEmpty, steps.allSatisfy({ $0 == $0.rounded() && abs($0) < 1e15 }) else {
      return "[\(list(steps))]"
    }
    let distances = zip(steps, [0] + steps).map { $0 - $1 }
    return "\"\(distances.map { String(Int($0)) }.joined(separator: " "))\""
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// A cell in two signs: where it stands on the scale, in 4000ths; `--` a number that
  /// is none, `..` exactly 0, `__` nothing.
  private static func codes(_ row: [StripHeat.Cell?], _ heat: StripHeat) -> String {
    let signs = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/")
    let (low, high) = (heat.logarithms.lowerBound, heat.logarithms.upperBound)
    return row.map { cell in
      guard let value = cell?.value else { return "__" }
      guard value.isFinite else { return "--" }
      if value == 0 { return ".." }
      let share = heat.isShare ? value : (heat.logarithm(value) - low) / (high - low)
      // In range: from 0 to 4000.
      let code = Int((min(max(share, 0), 1) * 4000).rounded())
      return "\(signs[code / 64])\(signs[code % 64])"
    }.joined()
  }
}
