import VizBase
import VizStatistics
import VizTrace

/// What a curve is said to do.
extension CurvePanel {
  /// `loss falls from 1.09 to 0.0312 in 400 steps`; nil where fewer than two numbers are finite.
  func words(of name: String, _ steps: [Double], _ values: [Double]) -> String? {
    // By index: a copy of a long curve would take longer than drawing it.
    let isFinite = { (index: Int) in steps[index].isFinite && values[index].isFinite }
    let indices = 0..<min(steps.count, values.count)
    guard let first = indices.first(where: isFinite), let last = indices.last(where: isFinite),
      last > first
    else { return nil }
    let (from, to) = (NumberFormat.brief(values[first]), NumberFormat.brief(values[last]))
    if let index = turn(values, from: first, to: last, where: isFinite) {
      let (there, back) = direction == .lower ? ("falls", "rises") : ("rises", "falls")
      return "\(name.escaped()) \(there) from \(from) to \(NumberFormat.brief(values[index]))"
        + " at \(xLabel.escaped()) \(NumberFormat.grouped(steps[index])), then \(back) to \(to)"
    }
    let change =
      from == to
      ? "stays at \(from)"
      : "\(values[last] < values[first] ? "falls" : "rises") from \(from) to \(to)"
    return "\(name.escaped()) \(change)\(span(steps[first], steps[last]))"
  }

  /// Where a curve that got better turns to get worse; nil where it does not, or by no more than it
  /// trembles.
  private func turn(
    _ values: [Double], from first: Int, to last: Int, where isFinite: (Int) -> Bool
  ) -> Int? {
    guard let direction else { return nil }
    let sign = direction == .lower ? 1.0 : -1
    var (best, count) = (first, 0)
    for index in first...last where isFinite(index) {
      count += 1
      if sign * values[index] < sign * values[best] { best = index }
    }
    let (gain, loss) = (sign * (values[first] - values[best]), sign * (values[last] - values[best]))
    // Smoothing leaves its rounding behind.
    let noise = 1e-9 * max(abs(values[first]), abs(values[best]))
    guard count > 4, gain > noise, loss >= 0.1 * gain else { return nil }
    // From one value to the next; of a long curve, from some of its values.
    var trembles: [Double] = []
    let stride = max(1, (last - best) / Self.mostTrembles)
    var index = best
    while index < last {
      let next = (index + 1...last).first(where: isFinite) ?? last
      trembles.append(abs(values[next] - values[index]))
      index = max(next, index + stride)
      while index < last, !isFinite(index) { index += 1 }
    }
    guard trembles.count > 2, let usual = trembles.median else { return nil }
    return loss > 4 * usual ? best : nil
  }

  /// How many changes from value to value tell how a curve trembles.
  private static let mostTrembles = 1 << 14

  /// ` in 400 steps`; nothing where the axis's name is no word for its unit.
  private func span(_ first: Double, _ last: Double) -> String {
    let words = ["step", "epoch", "iteration", "batch", "update", "episode"]
    guard words.contains(xLabel.lowercased()), last.isFinite else { return "" }
    // Counting from 0 or from 1, the last number is how many there are.
    let count = first == 0 || first == 1 ? last : last - first
    let plural = xLabel == "batch" ? "batches" : xLabel + "s"
    return " in \(NumberFormat.grouped(count)) \(count == 1 ? xLabel : plural)"
  }
}
