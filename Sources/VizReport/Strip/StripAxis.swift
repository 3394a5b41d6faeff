import VizBase
import VizPlot

/// The steps that all rows of a strip stand on, and places on it.
struct StripAxis: Sendable, Equatable, Codable {
  let range: ClosedRange<Double>
  /// What the steps are, such as `epoch`.
  let name: String

  /// Nil where there is no step.
  init?(_ steps: some Sequence<Double>, name: String = "step") {
    let finite = steps.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    self.name = name
    guard low == high else {
      range = low...high
      return
    }
    // A single step has some room around it, and a huge one as much as tells two numbers apart.
    let room = max(1, 2 * low.ulp)
    range = (low + room).isFinite ? low...low + room : low - room...low
  }

  /// From 0 at the first step to 1 at the last.
  func share(_ step: Double) -> Double {
    (step - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// A place as SVG has it: `37.5%`.
  func percent(_ step: Double) -> String { Self.percent(share(step)) }

  static func percent(_ share: Double) -> String {
    "\(Self.short(100 * min(max(share, 0), 1), 2))%"
  }

  /// A number with at most so many decimals, and no zeros behind them.
  static func short(_ x: Double, _ decimals: Int) -> String {
    guard x.isFinite else { return "0" }
    let scale = decimals == 0 ? 1.0 : decimals == 1 ? 10 : 100
    let rounded = (x * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? String(Int(rounded)) : "\(rounded)"
  }

  /// The labelled steps: of whole ones there are no parts.
  var ticks: TickSet {
    let isWhole = [range.lowerBound, range.upperBound].allSatisfy { $0 == $0.rounded() }
    return Ticks.linear(range.lowerBound, range.upperBound, count: 7, isWhole: isWhole)
  }
}
