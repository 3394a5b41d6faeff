/// The straight pieces of a piecewise linear function.
struct LinearPieces {
  private(set) var x: [Double] = []
  private(set) var y: [Double] = []
  /// The inner corners.
  private(set) var corners: [Int] = []

  /// How many pieces there are.
  var count: Int { corners.count + 1 }

  /// Finds the corners of a function by its slopes at many points; those that are nearer than a
  /// few thousandths of the range to each other are one.
  init(over range: ClosedRange<Double>, _ function: (Double) -> Double) {
    // A power of two, so that corners at its fractions are hit exactly.
    let samples = 1 << 12
    let width = range.upperBound - range.lowerBound
    let xs = Figure.samples(range, count: samples + 1)
    let values = xs.map(function)
    let step = width / Double(samples)
    guard step > 0 else { return }
    let slopes = zip(values.dropFirst(), values).map { ($0 - $1) / step }
    let steepest = slopes.filter(\.isFinite).map(\.magnitude).max() ?? 0
    func keep(_ index: Int) {
      x.append(xs[index])
      y.append(values[index])
    }
    keep(0)
    var last = -10
    for index in 1..<samples where abs(slopes[index] - slopes[index - 1]) > 1e-6 * steepest {
      // A corner between two points bends at both.
      if index - last > 1 {
        keep(index)
        corners.append(x.count - 1)
      }
      last = index
    }
    keep(samples)
  }

  var marks: [Mark] {
    [
      .line(LineMark(x: x, y: y, tone: .category(0), width: 2)),
      .dots(
        DotMark(
          x: corners.map { x[$0] }, y: corners.map { y[$0] }, tone: .category(5),
          size: corners.count > 40 ? 3 : 5.5, outline: nil)),
    ]
  }
}
