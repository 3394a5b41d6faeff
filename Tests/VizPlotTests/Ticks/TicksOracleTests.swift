import Testing

@testable import VizPlot

@Suite struct TicksOracleTests {
  /// As nice as matplotlib's: labels at most a digit longer, and about the wanted number of them.
  @Test func linearTicksAreAsNiceAsMatplotlibs() {
    for (low, high, count, ticks) in matplotlibTicks {
      let set = Ticks.linear(low, high, count: count)
      let digits = set.positions.map(digits).max() ?? 0
      #expect(digits <= (ticks.map(self.digits).max() ?? 0) + 1, "\(set.labels) \(ticks)")
      let distance = abs(set.positions.count - count)
      #expect(distance <= max(abs(ticks.count - count), 2), "\(set.labels) \(ticks)")
    }
  }

  /// Every power of ten that matplotlib labels has a label.
  @Test func logarithmicTicksHaveMatplotlibsPowers() {
    for (low, high, ticks) in matplotlibLogTicks {
      let set = Ticks.log(low, high, count: 6)
      #expect(Set(ticks).isSubset(of: set.positions), "\(set.labels) \(ticks)")
    }
  }

  /// How many digits a number needs in print.
  private func digits(_ x: Double) -> Int {
    let text = "\(abs(x))".split(separator: "e").first ?? ""
    var digits = text.filter(\.isNumber).drop { $0 == "0" }
    while digits.last == "0" { digits = digits.dropLast() }
    return digits.count
  }
}
