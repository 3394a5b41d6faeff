import VizBase
import VizDrawing
import VizPlot

/// The drawings of a strip's rows, without a width of their own: places along the steps are parts
/// of the row's width, letters and heights are pixels, so that letters are as large on a phone as
/// on a wall.
struct StripSVG {
  let axis: StripAxis

  private typealias Text = StripAxis

  // MARK: Curves

  /// The curves of a row, `height` pixels high, with the outcome's marks.
  func lines(_ row: StripLines, height: Double, marks: [Strip.Mark] = []) -> String {
    let inner = height - 12
    func y(_ value: Double) -> Double? { row.share(value).map { 6 + inner * (1 - $0) } }
    var svg = ""
    for tick in row.ticks.positions {
      guard let y = y(tick) else { continue }
      svg +=
        "<line class=\"grid\" x1=\"0\" x2=\"100%\" y1=\"\(Text.short(y, 1))\""
        + " y2=\"\(Text.short(y, 1))\"/>"
    }
    for line in row.lines {
      for part in line.broken where part.count == 2 {
        // Wide enough to be seen, and within the row.
        let width = max(axis.share(part[1]) - axis.share(part[0]), 0.004)
        let start = min(axis.share(part[0]), 1 - width)
        svg +=
          "<rect class=\"broken\" x=\"\(Text.percent(start))\""
          + " width=\"\(Text.percent(width))\" y=\"0\" height=\"\(Int(height))\"/>"
      }
    }
    // Only places along the steps are stretched; a line's width is not.
    svg +=
      "<svg viewBox=\"0 0 1000 \(Int(height))\" preserveAspectRatio=\"none\" width=\"100%\""
      + " height=\"\(Int(height))\">"
    for line in row.lines where !line.lows.isEmpty {
      svg += "<path class=\"band c\(line.category)\" d=\"\(band(line, y))\"/>"
    }
    for line in row.lines {
      svg +=
        "<path class=\"curve c\(line.category)\(line.isDashed ? " dashed" : "")\""
        + " d=\"\(path(line.steps, line.values, y))\"/>"
    }
    svg += "</svg>"
    // A line of one point is none.
    for line in row.lines where line.steps.count == 1 {
      guard let step = line.steps.first, let level = line.values.first.flatMap(y) else { continue }
      svg +=
        "<circle class=\"dot c\(line.category)\" cx=\"\(axis.percent(step))\""
        + " cy=\"\(Text.short(level, 1))\" r=\"4\"/>"
    }
    for mark in marks { svg += drawn(mark, row, y, height) }
    return svg
  }

  private func drawn(
    _ mark: Strip.Mark, _ row: StripLines, _ y: (Double) -> Double?, _ height: Double
  ) -> String {
    guard let level = y(mark.value), let last = mark.steps.last, let first = mark.steps.first else {
      return ""
    }
    let at = Text.short(level, 1)
    if mark.steps.count == 1 {
      let isLate = axis.share(first) > 0.8
      let words = Text.short(
        baseline(beside: first, level, isLate: isLate, row, y, height), 1)
      return "<circle class=\"best c\(mark.category)\" cx=\"\(axis.percent(first))\" cy=\"\(at)\""
        + " r=\"4\"/><text class=\"words c\(mark.category)\" x=\"\(axis.percent(first))\""
        + " y=\"\(words)\" text-anchor=\"\(isLate ? "end" : "start")\">\(mark.words)</text>"
    }
    return "<line class=\"end c\(mark.category)\" x1=\"\(axis.percent(first))\""
      + " x2=\"\(axis.percent(last))\" y1=\"\(at)\" y2=\"\(at)\"/>"
  }

  /// Where the words of a mark stand: beneath it, or above where fewer curves run through them.
  private func baseline(
    beside step: Double, _ level: Double, isLate: Bool, _ row: StripLines,
    _ y: (Double) -> Double?, _ height: Double
  ) -> Double {
    let (above, beneath) = (level - 8, level + 15)
    guard beneath <= height - 1 else { return above }
    guard above >= 12 else { return beneath }
    let from = axis.share(step)
    // About as wide as they are on a screen of middling width.
    let reach = isLate ? from - 0.12...from : from...from + 0.12
    func crossings(_ baseline: Double) -> Int {
      row.lines.reduce(0) { sum, line in
        sum
          + zip(line.steps, line.values).count { step, value in
            guard reach.contains(axis.share(step)), let at = y(value) else { return false }
            return at > baseline - 11 && at < baseline + 4
          }
      }
    }
    return crossings(above) < crossings(beneath) ? above : beneath
  }

  private func x(_ step: Double) -> String { Text.short(1000 * axis.share(step), 1) }

  private func path(
    _ steps: [Double], _ values: [Double], _ y: (Double) -> Double?
  ) -> String {
    var path = ""
    var isDown = false
    for (step, value) in zip(steps, values) {
      guard let level = y(value) else {
        isDown = false
        continue
      }
      path += "\(isDown ? "L" : "M")\(x(step)) \(Text.short(level, 1))"
      isDown = true
    }
    return path
  }

  /// The area between the least and the greatest numbers, within the row.
  private func band(_ line: StripLines.Line, _ y: (Double) -> Double?) -> String {
    var upper: [String] = []
    var lower: [String] = []
    for (step, (low, high)) in zip(line.steps, zip(line.lows, line.highs)) {
      guard let top = y(high) else { continue }
      let bottom = y(low) ?? 1e4
      upper.append("\(x(step)) \(Text.short(max(top, 0), 1))")
      lower.append("\(x(step)) \(Text.short(min(bottom, 1e3), 1))")
    }
    guard upper.count > 1 else { return "" }
    return "M" + upper.joined(separator: "L") + "L" + lower.reversed().joined(separator: "L") + "Z"
  }

  /// How far apart numbers have to stand, in pixels.
  private static let letters = 13.0

  /// The numbers beside a row of curves.
  func scale(_ row: StripLines, height: Double) -> String {
    let inner = height - 12
    let ticks = row.ticks
    // Of lines that stand closer than letters are high, not each has its number.
    var last: Double?
    return zip(ticks.positions, ticks.labels).compactMap { value, label in
      row.share(value).flatMap { share -> String? in
        if let last, abs(share - last) * inner < Self.letters { return nil }
        last = share
        return "<text x=\"100%\" dx=\"-6\" y=\"\(Text.short(6 + inner * (1 - share) + 4, 1))\""
          + " text-anchor=\"end\">\(label)</text>"
      }
    }.joined()
  }

  /// The steps beneath all rows.
  func steps() -> String {
    let ticks = axis.ticks
    return zip(ticks.positions, ticks.labels).enumerated().map { index, tick in
      let share = axis.share(tick.0)
      let anchor = share < 0.03 ? "start" : share > 0.97 ? "end" : "middle"
      return "<g\(index % 2 == 1 ? " class=\"fine\"" : "")><line class=\"tick\""
        + " x1=\"\(Text.percent(share))\" x2=\"\(Text.percent(share))\" y1=\"0\" y2=\"5\"/>"
        + "<text x=\"\(Text.percent(share))\" y=\"18\" text-anchor=\"\(anchor)\">\(tick.1)</text></g>"
    }.joined()
  }

  // MARK: Layers

  /// How high a layer's row is, in pixels.
  func rowHeight(_ heat: StripHeat) -> Double {
    heat.names.count <= 6
      ? 17 : heat.names.count <= 12 ? 13 : max(3, 200 / Double(heat.names.count))
  }

  func heat(_ heat: StripHeat) throws -> String {
    let height = rowHeight(heat) * Double(heat.names.count)
    return
      "<image href=\"\(try heat.address(axis))\" width=\"100%\" height=\"\(Text.short(height, 1))\""
      + " preserveAspectRatio=\"none\" image-rendering=\"pixelated\"/>"
  }

  /// The names of layers, as many as there is room for.
  func names(_ heat: StripHeat) -> String {
    let height = rowHeight(heat)
    let shown = heat.names.map { name in
      let parts = name.split(separator: "/")
      return String((parts.count > 1 ? parts.dropLast().joined(separator: "/")[...] : name[...]))
    }
    let short = Set(shown).count == shown.count ? shown : heat.names
    return short.enumerated().compactMap { index, name in
      guard height >= 12 || index == 0 || index == heat.names.count - 1 else { return nil }
      let y =
        height >= 12
        ? height * (Double(index) + 0.5) + 4 : index == 0 ? 10 : height * Double(index + 1) - 1
      return "<text x=\"100%\" dx=\"-6\" y=\"\(Text.short(y, 1))\" text-anchor=\"end\">"
        + "\(Self.written(name.escaped(limit: 60)))</text>"
    }.joined()
  }

  /// A name as long as there is room for beside a row; on a narrow screen there is less.
  private static func written(_ name: String) -> String {
    let wide = XML.escape(cut(name, to: 14))
    guard name.count > 9 else { return wide }
    return "<tspan class=\"whole\">\(wide)</tspan>"
      + "<tspan class=\"part\">\(XML.escape(cut(name, to: 9)))</tspan>"
  }

  // MARK: Flags

  /// Of flags that stand nearly at the same step, one line each; a flag's line leads to its entry.
  func flags(
    _ flags: [Strip.Flag], leadingTo target: String = "finding-"
  ) -> (svg: String, height: Int) {
    let shown = Array(flags.prefix(Self.mostFlags))
    var svg = ""
    for (line, flag) in shown.enumerated() {
      let share = axis.share(flag.step)
      let x = Text.percent(share)
      let y = 18 * line + 13
      let isLate = share > 0.5
      let name = flag.number.map { "⚑ \($0)" } ?? "⚐"
      let words =
        "<text class=\"flag \(flag.severity)\" x=\"\(x)\" dx=\"\(isLate ? -5 : 5)\" y=\"\(y)\""
        + " text-anchor=\"\(isLate ? "end" : "start")\"><tspan class=\"mark\">\(name)</tspan>"
        + "<tspan class=\"title\"> \(XML.escape(flag.title))</tspan></text>"
      svg +=
        "<line class=\"pole \(flag.severity)\" x1=\"\(x)\" x2=\"\(x)\" y1=\"\(y - 11)\""
        + " y2=\"\(18 * shown.count + 4)\"/>"
      svg += flag.number.map { "<a href=\"#\(target)\($0)\">\(words)</a>" } ?? words
    }
    return (svg, shown.isEmpty ? 0 : 18 * shown.count + 4)
  }

  private static let mostFlags = 7

  private static func cut(_ name: String, to count: Int) -> String {
    name.count <= count ? name : "…" + name.suffix(count - 1)
  }
}
