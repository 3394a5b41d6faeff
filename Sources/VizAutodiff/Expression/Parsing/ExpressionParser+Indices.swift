import VizBase

// Elements of a value: `z[1]`, `W[:, 0]`, `x[1:-1:2]`, `E[ids]`.
extension ExpressionParser {
  /// An index whose bracket is open.
  struct OpenIndex {
    var offset: Int
    /// How many operands there were before its first; what it is an index of is the last of them.
    var base: Int
    var items: [ExpressionIndex.Item] = []
    /// The parts of the slice that is being read: nil where there is no colon yet.
    var parts: [Int?]?
    /// How many items are computed.
    var computed: Int { items.count { $0 == .computed } }
  }

  /// Whether a slice has begun whose last part may be missing.
  var isSliceOpen: Bool { index?.parts != nil }

  /// Reads what may stand in an index where an operand could: a colon, an ellipsis, and the end of a
  /// slice without its last part. True where that ends the index.
  mutating func indexWithoutOperand() throws(ExpressionError) -> Bool {
    switch token.kind {
    case .colon:
      try colon(after: nil)
      return false
    case .ellipsis:
      guard var index, index.parts == nil, !index.items.contains(.ellipsis) else {
        throw error("an index has one ellipsis at most, between commas")
      }
      index.items.append(.ellipsis)
      self.index = index
      position += 1
      if token.kind == .comma {
        position += 1
        return false
      }
      guard token.kind == .closeBracket else {
        throw error("a comma or \"]\" should stand before \(text(of: token).quoted())")
      }
    case .comma:
      try endItem()
      position += 1
      return false
    default: try endItem()
    }
    if let index { pushIndex(index) }
    endWaiting()
    return true
  }

  /// Takes a colon, and the part of the slice before it.
  mutating func colon(after operand: Int?) throws(ExpressionError) {
    guard var index else { return }
    let part = try operand.map { operand throws(ExpressionError) in try wholeNumber(operand) }
    index.parts = (index.parts ?? []) + [part]
    guard (index.parts?.count ?? 0) <= 2 else {
      throw error("a slice has three parts at most: start:stop:step")
    }
    self.index = index
    position += 1
  }

  /// Takes the operand of an item that is complete, or the last part of a slice.
  mutating func endItem() throws(ExpressionError) {
    guard var index else { return }
    let hasOperand = operands.count > index.base + index.computed
    if let parts = index.parts {
      var last: Int?
      if hasOperand {
        let operand = popOperands(from: operands.count - 1)[0]
        last = try wholeNumber(operand)
      }
      let all = parts + [last]
      index.items.append(
        .slice(start: all[0], stop: all[1], step: all.count > 2 ? all[2] : nil))
      index.parts = nil
    } else if hasOperand, let operand = operands.last {
      if case .number = syntax[operand].kind {
        _ = popOperands(from: operands.count - 1)
        index.items.append(.at(try wholeNumber(operand)))
      } else {
        guard index.computed == 0 else {
          throw error("one axis alone can be chosen by a value", at: syntax[operand].offset)
        }
        index.items.append(.computed)
      }
    }
    self.index = index
  }

  /// The number of an operand that is written out, which goes.
  private mutating func wholeNumber(_ operand: Int) throws(ExpressionError) -> Int {
    let offset = syntax[operand].offset
    guard case .number(let value) = syntax[operand].kind, value == value.rounded() else {
      throw error("a position is a whole number that is written out", at: offset)
    }
    syntax[operand].kind = .merged
    // Beyond the ends of everything, as in NumPy.
    return Int(exactly: value) ?? (value < 0 ? .min : .max)
  }

  mutating func pushIndex(_ index: OpenIndex) {
    let operands = popOperands(from: index.base - 1)
    push(
      ExpressionSyntax(
        kind: .index(ExpressionIndex(items: index.items)), operands: operands,
        offset: index.offset))
  }
}
