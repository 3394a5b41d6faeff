import VizStatistics

extension Statistics {
  /// What a message `Statistics` has, without its histogram; nil where it is malformed.
  ///
  /// - Parameters:
  ///   - message: The message.
  ///   - earlier: What the same record said before, which this adds to.
  init?(_ message: UnsafeRawBufferPointer, after earlier: Statistics?) {
    // What is left out of a message is 0.
    var found =
      earlier ?? Statistics(count: 0, mean: 0, std: 0, min: 0, max: 0, norm: 0)
    var reader = WireReader(message)
    while let field = reader.nextField() {
      switch (field.number, field.kind) {
      case (1, 0): found.count = reader.whole()
      case (2, 1): found.mean = reader.number()
      case (3, 1): found.std = reader.number()
      case (4, 1): found.min = reader.number()
      case (5, 1): found.max = reader.number()
      case (6, 1): found.norm = reader.number()
      case (7, 0): found.zeros = reader.whole()
      case (8, 0): found.nan = reader.whole()
      case (9, 0): found.inf = reader.whole()
      default: reader.skip(field)
      }
    }
    guard !reader.isMalformed else { return nil }
    self = found
  }
}

extension WireReader {
  fileprivate mutating func whole() -> Int { Int(clamping: varint() ?? 0) }

  mutating func number() -> Double { Double(bitPattern: fixed64() ?? 0) }
}
