import Foundation
import VizBase
import VizDrawing
import VizPlot

/// The settings in which runs differ and their result, an axis each, one below the other, and each run
/// a line through its values (Inselberg, The Plane with Parallel Coordinates, 1985).
///
/// The axes lie, so that their letters have room on a phone, too.
struct ParallelCoordinates: Sendable {
  struct Axis: Sendable {
    var name: String
    /// From 0 to 1 for each run; nil where it has no value.
    var shares: [Double?]
    var ticks: [(share: Double, label: String)]
  }

  let axes: [Axis]
  /// The runs in the order of drawing, the best last, each with its fifth.
  private let order: [(index: Int, fifth: Int)]
  /// The settings that have no axis, because they have too many values that are no numbers.
  let leftOut: [String]

  private static let mostAxes = 9
  private static let mostValues = 16
  private static let height = 58.0

  /// Nil where there is nothing to lay side by side.
  init?(_ group: ComparedGroup) {
    let runs = group.runs
    var axes: [Axis] = []
    var leftOut: [String] = []
    for name in group.settings.differing {
      let found = runs.map { $0.setting(name) }
      guard Set(found.map { $0?.text }).count > 1 else { continue }
      guard axes.count < Self.mostAxes, let axis = Self.axis(name, found) else {
        leftOut.append(name)
        continue
      }
      axes.append(axis)
    }
    let results = runs.map { $0.hasResult ? $0.result : nil }
    guard !axes.isEmpty, let result = Self.axis(group.measure, results) else { return nil }
    self.axes = axes + [result]
    self.leftOut = leftOut
    order = runs.indices.reversed().map { ($0, group.fifth(of: runs[$0])) }
  }

  // MARK: Axes

  private static func axis(_ name: String, _ settings: [RunSetting?]) -> Axis? {
    let texts = Set(settings.compactMap { $0?.text })
    let numbers = settings.compactMap { $0?.number }
    let isNumeric = numbers.count == settings.count { $0 != nil } && Set(numbers).count >= 3
    if isNumeric, let axis = axis(name, settings.map { $0?.number }) { return axis }
    guard texts.count <= mostValues else { return nil }
    // Numbers and lists of numbers stand in their order, words in that of the alphabet.
    let sorted = texts.sorted { (size($0), $0) < (size($1), $1) }
    let shareOfText = Dictionary(
      sorted.enumerated().map { ($1, (Double($0) + 0.5) / Double(sorted.count)) },
      uniquingKeysWith: { one, _ in one })
    return Axis(
      name: name, shares: settings.map { $0.flatMap { shareOfText[$0.text] } },
      ticks: sorted.map { (shareOfText[$0] ?? 0, $0.escaped(limit: 18)) })
  }

  private static func size(_ text: String) -> Double {
    let parts = text.split(separator: ",").map { Double($0.filter { $0 != " " }) }
    return parts.reduce(0) { sum, part in part.map { sum + $0 } ?? .infinity }
  }

  private static func axis(_ measure: ComparedGroup.Measure, _ results: [Double?]) -> Axis? {
    if case .accuracy = measure {
      return axis("accuracy (%)", results.map { $0.map { 100 * $0 } }, isPlain: true)
    }
    return axis(measure == .heldOutLoss ? "held-out loss" : "loss", results)
  }

  private static func axis(_ name: String, _ numbers: [Double?], isPlain: Bool = false) -> Axis? {
    let there = numbers.compactMap { $0 }
    guard let low = there.min(), let high = there.max() else { return nil }
    let isLogarithmic = !isPlain && low > 0 && high / low >= 50
    let (a, b) = isLogarithmic ? (log10(low), log10(high)) : (low, high)
    func share(_ x: Double) -> Double {
      b > a ? 0.02 + 0.96 * ((isLogarithmic ? log10(x) : x) - a) / (b - a) : 0.5
    }
    let distinct = Set(there).sorted()
    let ticks: [(Double, String)]
    if distinct.count <= 6 {
      ticks = distinct.map { (share($0), NumberFormat.plain($0)) }
    } else {
      let set =
        isLogarithmic ? Ticks.log(low, high, count: 6) : Ticks.linear(low, high, count: 6)
      ticks = zip(set.positions, set.labels).filter { (low...high).contains($0.0) }
        .map { (share($0), $1) }
    }
    return Axis(
      name: name, shares: numbers.map { $0.map(share) },
      ticks: ticks.map { (share: $0.0, label: $0.1) })
  }

  // MARK: Drawing

  /// The names of the axes, and the drawing, with the height that both take.
  var svg: (names: String, plot: String, height: Int) {
    let height = Self.height * Double(axes.count - 1) + 52
    func y(_ axis: Int) -> Double { 20 + Self.height * Double(axis) }
    var plot =
      "<svg viewBox=\"0 0 1000 \(Int(height))\" preserveAspectRatio=\"none\" width=\"100%\""
      + " height=\"\(Int(height))\">"
    // One path a fifth: a page has as many elements as it needs, and the best lie on top.
    for fifth in (0..<5).reversed() {
      var path = ""
      for (index, own) in order where own == fifth {
        // Runs with one setting lie side by side, not on one another.
        let spread = 10 * (Double(index % 41) / 40 - 0.5)
        var isDown = false
        for (number, axis) in axes.enumerated() {
          guard let share = axis.shares[index] else {
            isDown = false
            continue
          }
          let isResult = number == axes.count - 1
          let x = StripAxis.short(1000 * share + (isResult ? 0 : spread), 0)
          path += "\(isDown ? "L" : "M")\(x) \(Int(y(number)))"
          isDown = true
        }
      }
      if !path.isEmpty { plot += "<path class=\"curve q\(fifth)\" d=\"\(path)\"/>" }
    }
    plot += "</svg>"
    var names = ""
    for (index, axis) in axes.enumerated() {
      let at = Int(y(index))
      plot += "<line class=\"tick\" x1=\"0\" x2=\"100%\" y1=\"\(at)\" y2=\"\(at)\"/>"
      for (number, tick) in axis.ticks.enumerated() {
        let anchor = tick.share < 0.04 ? "start" : tick.share > 0.96 ? "end" : "middle"
        let isFine = axis.ticks.count > 4 && number % 2 == 1
        plot +=
          "<text\(isFine ? " class=\"fine\"" : "") x=\"\(StripAxis.percent(tick.share))\""
          + " y=\"\(at + 14)\" text-anchor=\"\(anchor)\">\(XML.escape(tick.label))</text>"
      }
      names +=
        "<text x=\"100%\" dx=\"-6\" y=\"\(at + 4)\" text-anchor=\"end\">"
        + "\(XML.escape(String(axis.name.escaped(limit: 16))))</text>"
    }
    return (names, plot, Int(height))
  }
}
