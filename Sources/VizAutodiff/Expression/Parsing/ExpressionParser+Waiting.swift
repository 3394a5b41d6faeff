// What is open: calls, indices, brackets and parentheses, with the operators that wait in them.
extension ExpressionParser {
  /// The call whose parenthesis is open; nil where something else waits in it.
  var call: OpenCall? {
    get { if case .call(let call) = waiting.last { call } else { nil } }
    set {
      guard case .call = waiting.last, let newValue else { return }
      waiting[waiting.count - 1] = .call(newValue)
    }
  }

  /// The index whose bracket is open, and where an item or a part of a slice begins.
  var index: OpenIndex? {
    get { if case .index(let index) = waiting.last { index } else { nil } }
    set {
      guard case .index = waiting.last, let newValue else { return }
      waiting[waiting.count - 1] = .index(newValue)
    }
  }

  /// Whether operators that wait stand in the brackets of an index, and in nothing else.
  var isInIndex: Bool {
    for opened in waiting.reversed() {
      switch opened {
      case .minus, .infix: continue
      case .index: return true
      case .group, .call, .bracket: return false
      }
    }
    return false
  }

  /// Whether what stands before has elements: a number has none.
  var isIndexable: Bool {
    guard let last = operands.last else { return false }
    if case .number = syntax[last].kind { return false }
    return true
  }

  /// Closes the innermost call or index.
  mutating func endWaiting() {
    waiting.removeLast()
    depth -= 1
    position += 1
  }
}
