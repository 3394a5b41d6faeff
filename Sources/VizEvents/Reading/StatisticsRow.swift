import VizTrace

/// The statistics of a tensor at a step, without their histogram.
struct StatisticsRow {
  var isThere = false
  var count = 0
  var mean = Double.nan
  var std = Double.nan
  var min = Double.nan
  var max = Double.nan
  var norm = Double.nan
  var zeros = 0
  var nan = 0
  var inf = 0

  /// What a step has that has none.
  init() {}

  init(_ summary: TensorSummary) {
    isThere = true
    (count, zeros, nan, inf) = (summary.count, summary.zeros, summary.nan, summary.inf)
    (mean, std, norm) = (summary.mean, summary.std, summary.norm)
    (min, max) = (summary.min, summary.max)
  }

  /// Reads a message `Statistics` and passes over its histogram; false where it is malformed.
  mutating func read(_ message: UnsafeRawBufferPointer) -> Bool {
    // What is left out of a message is 0.
    if !isThere {
      isThere = true
      (mean, std, min, max, norm) = (0, 0, 0, 0, 0)
    }
    var reader = WireReader(message)
    while let field = reader.nextField() {
      switch (field.number, field.kind) {
      case (1, 0): count = reader.whole()
      case (2, 1): mean = reader.number()
      case (3, 1): std = reader.number()
      case (4, 1): min = reader.number()
      case (5, 1): max = reader.number()
      case (6, 1): norm = reader.number()
      case (7, 0): zeros = reader.whole()
      case (8, 0): nan = reader.whole()
      case (9, 0): inf = reader.whole()
      default: reader.skip(field)
      }
    }
    return !reader.isMalformed
  }
}

extension WireReader {
  fileprivate mutating func whole() -> Int { Int(clamping: varint() ?? 0) }

  mutating func number() -> Double { Double(bitPattern: fixed64() ?? 0) }
}
