import VizBase

/// The multiples `first…last` of a step.
struct LinearTicks: Equatable {
  var step: TickStep
  var first: Double
  var last: Double

  var count: Int { Int(last - first) + 1 }

  var numbers: [DecimalNumber] { (0..<count).map { step.multiple(first + Double($0)) } }

  /// The ticks between those with a label, from end to end of the range.
  func minor(in range: ClosedRange<Double>) -> [Double] {
    let parts = step.parts
    let size = step.value / Double(parts)
    guard size > 0 else { return [] }
    var positions: [Double] = []
    for index in 0..<(count + 1) * parts where !index.isMultiple(of: parts) {
      let whole = step.multiple(first - 1 + Double(index / parts)).value
      let position = whole + Double(index % parts) * size
      if range.contains(position) { positions.append(position) }
    }
    return positions
  }
}

/// A nice step: `tenths / 10 × 10^power`.
struct TickStep: Equatable {
  var tenths: Int
  var power: Int

  var value: Double { DecimalNumber(mantissa: tenths, exponent: power - 1).value }

  /// How many parts the minor ticks divide it into.
  var parts: Int {
    switch tenths {
    case 20, 40: 4
    case 30: 3
    default: 5
    }
  }

  /// An integer times the step, so exactly that nothing adds up.
  func multiple(_ factor: Double) -> DecimalNumber {
    // Ranges are at least 10⁻⁹ of their ends, so that the product is far from overflow.
    DecimalNumber(mantissa: (Int(exactly: factor) ?? 0) * tenths, exponent: power - 1)
  }
}
