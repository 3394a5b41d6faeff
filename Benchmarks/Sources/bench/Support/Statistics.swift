/// What is printed of several measurements.
struct Statistics {
  var median: Duration
  var fastest: Duration
  var slowest: Duration
  var lowerQuartile: Duration
  var upperQuartile: Duration

  init(_ samples: [Duration]) {
    let sorted = samples.sorted()
    fastest = sorted.first ?? .zero
    slowest = sorted.last ?? .zero
    lowerQuartile = sorted.isEmpty ? .zero : sorted[sorted.count / 4]
    upperQuartile = sorted.isEmpty ? .zero : sorted[sorted.count - 1 - sorted.count / 4]
    let middle = sorted.count / 2
    median =
      if sorted.isEmpty { .zero } else if sorted.count.isMultiple(of: 2) {
        (sorted[middle - 1] + sorted[middle]) / 2
      } else { sorted[middle] }
  }
}

extension Duration {
  /// With three significant digits, in the unit that suits it.
  var shown: String {
    let milliseconds = self / .milliseconds(1)
    return switch milliseconds {
    case 1000...: Table.digits(milliseconds / 1000) + " s"
    case 1...: Table.digits(milliseconds) + " ms"
    default: Table.digits(milliseconds * 1000) + " µs"
    }
  }
}
