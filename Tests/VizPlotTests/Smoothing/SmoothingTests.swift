import Testing

@testable import VizPlot

@Suite struct SmoothingTests {
  /// `resmoothDataset` of TensorBoard (vz_line_chart2/line-chart.ts), written out: with weight w,
  /// last = last·w + (1 − w)·next, shown as last / (1 − wⁿ).
  @Test func agreesWithTensorBoard() {
    let values = [1.0, 4, 2, 8, 5, 7]
    let w = 0.6
    let expected = values.indices.map { n in
      let sum = (0...n).reduce(0.0) { sum, k in
        sum + (1 - w) * power(w, n - k) * values[k]
      }
      return sum / (1 - power(w, n + 1))
    }
    for (a, b) in zip(Smoothing.exponential(values, weight: w), expected) {
      #expect(abs(a - b) < 1e-12)
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  @Test func gapsStayAndMoveNothing() {
    let with = Smoothing.exponential([1, .nan, 3, .infinity, 5], weight: 0.5)
    let without = Smoothing.exponential([1, 3, 5], weight: 0.5)
    #expect(with[1].isNaN && with[3] == .infinity)
    #expect([with[0], with[2], with[4]] == without)
  }

  @Test func logarithmsAreAveragedAfreshAfterAGap() {
    let values = [1e9, 0, 0, 1, 100, .nan, 10]
    let smooth = Smoothing.exponentialOfLogarithms(values, weight: 0.5)
    #expect(smooth.count == values.count)
    #expect(smooth[1] == 0 && smooth[2] == 0 && smooth[5].isNaN)
    // 0 and 2 with the weights 1/3 and 2/3.
    let expected = [1e9, 1, 21.5443469003, 10]
    for (index, value) in zip([0, 3, 4, 6], expected) {
      #expect(abs(smooth[index] / value - 1) < 1e-9)
    }
    #expect(Smoothing.exponentialOfLogarithms([0, -1], weight: 0.5) == [0, -1])
    #expect(Smoothing.exponentialOfLogarithms([], weight: 0.5).isEmpty)
  }

  @Test func weightsAtAndBeyondTheEnds() {
    let values = [3.0, 1, 2]
    for weight in [0, -1, .nan] {
      #expect(Smoothing.exponential(values, weight: weight) == values)
    }
    for weight in [1, 7, .infinity] {
      #expect(Smoothing.exponential(values, weight: weight) == [3, 3, 3])
    }
    #expect(Smoothing.exponential([], weight: 0.5).isEmpty)
    #expect(Smoothing.exponential([0.1, 0.1, 0.1], weight: 0.9) == [0.1, 0.1, 0.1])
  }
}
