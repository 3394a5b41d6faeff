extension [UInt8] {
  /// Whether `piece` stands at an index, where all of it may be beyond the end.
  func has(_ piece: [UInt8], at index: Int) -> Bool {
    guard index + piece.count <= count else { return false }
    for offset in piece.indices where self[index + offset] != piece[offset] { return false }
    return true
  }

  /// What stands before, between and behind the places of `mark`, which is not empty.
  func split(by mark: [UInt8]) -> [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var (start, index) = (0, 0)
    while index < count {
      if self[index] == mark[0], has(mark, at: index) {
        parts.append(self[start..<index])
        index += mark.count
        start = index
      } else {
        index += 1
      }
    }
    return parts + [self[start...]]
  }

  /// The parts one after the other, with `mark` between them.
  init(joining parts: [ArraySlice<UInt8>], by mark: [UInt8]) {
    self = []
    reserveCapacity(parts.reduce(0) { $0 + $1.count + mark.count })
    for (index, part) in parts.enumerated() {
      if index > 0 { self += mark }
      self += part
    }
  }
}
