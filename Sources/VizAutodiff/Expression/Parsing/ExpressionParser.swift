import VizBase
import VizTensor

/// Builds the tree of an expression with two stacks, of operands and of operators that wait for theirs.
///
/// Dijkstra's shunting yard: as it does not recurse, no nesting is too deep for it.
struct ExpressionParser {
  enum Waiting {
    case minus(offset: Int)
    case infix(Infix, offset: Int)
    case group(offset: Int)
    case call(OpenCall)
    case bracket(offset: Int, base: Int)
    case index(OpenIndex)
  }

  private let source: SourceText
  private let tokens: [ExpressionToken]
  var position = 0
  var syntax: [ExpressionSyntax] = []
  private(set) var operands: [Int] = []
  var waiting: [Waiting] = []
  /// How many parentheses and brackets are open.
  var depth = 0

  init(_ source: SourceText) throws(ExpressionError) {
    self.source = source
    tokens = try ExpressionLexer.tokens(of: source)
  }

  var token: ExpressionToken { tokens[min(position, tokens.count - 1)] }

  func isNext(_ kind: ExpressionToken.Kind) -> Bool {
    position + 1 < tokens.count && tokens[position + 1].kind == kind
  }

  func error(_ message: String, at offset: Int? = nil) -> ExpressionError {
    ExpressionError(message, at: offset ?? token.offset, in: source)
  }

  /// All statements, in order; at least one.
  mutating func statements() throws(ExpressionError) -> [ExpressionStatement] {
    var statements: [ExpressionStatement] = []
    while true {
      while token.kind == .newline || token.kind == .semicolon { position += 1 }
      if token.kind == .end { break }
      if let last = statements.last, last.name == nil {
        throw error(
          "only the last statement may go without a name; write NAME = before this one",
          at: last.offset)
      }
      statements.append(try statement())
    }
    guard !statements.isEmpty else { throw error("there is no expression") }
    return statements
  }

  private mutating func statement() throws(ExpressionError) -> ExpressionStatement {
    let (offset, first) = (token.offset, syntax.count)
    var name: String?
    if case .name(let text) = token.kind, isNext(.equals) {
      name = text
      position += 2
    }
    let root = try expression()
    return ExpressionStatement(name: name, offset: offset, nodes: first..<syntax.count, root: root)
  }

  private mutating func expression() throws(ExpressionError) -> Int {
    operands = []
    waiting = []
    depth = 0
    while true {
      try operand()
      if try afterOperand() { break }
    }
    try reduce(downTo: 0)
    return operands[0]
  }

  // MARK: - Where an operand should stand

  /// Reads up to and including one operand that needs no more words to begin.
  private mutating func operand() throws(ExpressionError) {
    while true {
      let (kind, offset) = (token.kind, token.offset)
      switch kind {
      case .name(let name) where isNext(.equals) && isArgument:
        if try namedArgument(name, offset) { return }
        continue
      case .colon where index != nil, .ellipsis where index != nil, .comma where isSliceOpen,
        .closeBracket where isSliceOpen:
        if try indexWithoutOperand() { return }
        continue
      case .number(let value):
        push(ExpressionSyntax(kind: .number(value), offset: offset))
      case .name(let name) where isNext(.open):
        try beginCall(name, offset)
        continue
      case .name(let name):
        push(ExpressionSyntax(kind: .name(name), offset: offset))
      case .infix(.sub):
        waiting.append(.minus(offset: offset))
        position += 1
        continue
      case .infix(.add), .newline:
        position += 1
        continue
      case .open:
        begin(.group(offset: offset))
        continue
      case .openBracket where isNext(.closeBracket):
        push(ExpressionSyntax(kind: .tensor(.init([])), offset: offset))
        position += 1
      case .openBracket:
        begin(.bracket(offset: offset, base: operands.count))
        continue
      case .end:
        throw error("the expression ends where a value should stand")
      default:
        let isStars = kind == .infix(.mul) && position > 0 && tokens[position - 1].kind == kind
        throw error(
          "a value should stand before \(text(of: token).quoted())"
            + (isStars ? "; a power is written x ^ y" : ""))
      }
      position += 1
      return
    }
  }

  private mutating func begin(_ opened: Waiting) {
    waiting.append(opened)
    depth += 1
    position += 1
  }

  private mutating func beginCall(_ name: String, _ offset: Int) throws(ExpressionError) {
    guard let function = ExpressionFunction.named(name) else {
      let shown = name.escaped()
      let advice =
        name.nearest(among: ExpressionFunction.names + Synonyms.operations.keys.sorted())
        .map { "did you mean \($0)?" } ?? "a product is written \(shown) * (…)"
      throw error("there is no function \(shown); \(advice)")
    }
    position += 1
    let call = OpenCall(function: function, offset: offset, base: operands.count)
    if isNext(.close) { _ = try finished(call, count: 0) }
    begin(.call(call))
  }

  // MARK: - After an operand

  /// Reads up to the next operator or comma; true at the end of the statement.
  private mutating func afterOperand() throws(ExpressionError) -> Bool {
    while true {
      let offset = token.offset
      switch token.kind {
      case .infix(let infix):
        try reduce(downTo: infix == .pow ? infix.precedence + 1 : infix.precedence)
        waiting.append(.infix(infix, offset: offset))
        position += 1
        return false
      case .comma:
        try comma()
        return false
      case .colon where isInIndex:
        try reduce(downTo: 0)
        try colon(after: operands.removeLast())
        return false
      case .colon: throw error("a colon should stand in an index, as in x[1:3]")
      case .openBracket where isIndexable:
        begin(.index(OpenIndex(offset: offset, base: operands.count)))
        return false
      case .close: try close()
      case .closeBracket: try closeBracket()
      case .newline where depth > 0: position += 1
      case .newline, .semicolon, .end:
        guard depth == 0 else { throw neverClosed() }
        return true
      case .equals:
        throw error("= should follow a single name at the start of a statement")
      case .number, .name, .string, .ellipsis, .open, .openBracket:
        throw error(
          "an operator should stand before \(text(of: token).quoted())"
            + "; a product is written x * y")
      }
    }
  }

  private mutating func comma() throws(ExpressionError) {
    try reduce(downTo: 0)
    switch waiting.last {
    case .index:
      try endItem()
      position += 1
    case .call(let call):
      try checkOrder(of: call)
      position += 1
    case .bracket: position += 1
    default:
      throw error("a comma should stand between the arguments of a function or in brackets")
    }
  }

  private mutating func close() throws(ExpressionError) {
    try reduce(downTo: 0)
    switch waiting.popLast() {
    case .group: break
    case .call(let call):
      try checkOrder(of: call)
      let arguments = popOperands(from: call.base)
      let kind = ExpressionSyntax.Kind.call(try finished(call, count: arguments.count))
      push(ExpressionSyntax(kind: kind, operands: arguments, offset: call.offset))
    case .bracket(let offset, _):
      throw error("\"]\" should close this bracket before \")\"", at: offset)
    case .index(let index):
      throw error("\"]\" should close this bracket before \")\"", at: index.offset)
    default: throw error("no parenthesis is open that \")\" could close")
    }
    depth -= 1
    position += 1
  }

  private mutating func closeBracket() throws(ExpressionError) {
    try reduce(downTo: 0)
    if isInIndex { try endItem() }
    switch waiting.popLast() {
    case .bracket(let offset, let base):
      try pushLiteral(popOperands(from: base), offset)
    case .index(let index): pushIndex(index)
    case .group(let offset): throw notClosed(offset)
    case .call(let call): throw notClosed(call.offset)
    default: throw error("no bracket is open that \"]\" could close")
    }
    depth -= 1
    position += 1
  }

  private func notClosed(_ offset: Int) -> ExpressionError {
    error("\")\" should close this parenthesis before \"]\"", at: offset)
  }

  private func neverClosed() -> ExpressionError {
    for opened in waiting.reversed() {
      switch opened {
      case .group(let offset): return error("this parenthesis is never closed", at: offset)
      case .call(let call): return error("this parenthesis is never closed", at: call.offset)
      case .bracket(let offset, _): return error("this bracket is never closed", at: offset)
      case .index(let index): return error("this bracket is never closed", at: index.offset)
      case .minus, .infix: continue
      }
    }
    return error("a parenthesis is never closed")
  }

  // MARK: - The stacks

  /// Gives the waiting operators down to the precedence, or to what is open, their operands.
  private mutating func reduce(downTo precedence: Int) throws(ExpressionError) {
    while let top = waiting.last {
      switch top {
      case .infix(let infix, let offset) where infix.precedence >= precedence:
        waiting.removeLast()
        let both = popOperands(from: operands.count - 2)
        push(ExpressionSyntax(kind: .infix(infix), operands: both, offset: offset))
      case .minus(let offset) where Infix.minusPrecedence >= precedence:
        waiting.removeLast()
        negate(offset)
      default: return
      }
    }
  }

  private mutating func negate(_ offset: Int) {
    let operand = popOperands(from: operands.count - 1)
    // A minus before a number belongs to the number.
    if case .number(let value) = syntax[operand[0]].kind {
      syntax[operand[0]].kind = .merged
      push(ExpressionSyntax(kind: .number(-value), offset: offset))
    } else {
      push(ExpressionSyntax(kind: .negate, operands: operand, offset: offset))
    }
  }

  mutating func push(_ node: ExpressionSyntax) {
    syntax.append(node)
    operands.append(syntax.count - 1)
  }

  mutating func popOperands(from base: Int) -> [Int] {
    let popped = Array(operands[base...])
    operands.removeSubrange(base...)
    return popped
  }

  func text(of token: ExpressionToken) -> String {
    switch token.kind {
    case .name(let name): return name
    case .newline, .end: return "the end of the line"
    default:
      // Numbers have the text they were written with.
      let end = tokens.first { $0.offset > token.offset }?.offset ?? source.characters.count
      let word = String(source.characters[token.offset..<end])
      return String(word.prefix { !$0.isWhitespace })
    }
  }
}
