import VizBase
import VizTensor

extension MathExpression {
  /// The expression as one line of print, for a title: `1 / (1 + exp(−(w₀x₀ + w₁x₁ + w₂)))`.
  ///
  /// Has a true minus sign, subscripts, superscripts for whole powers, Greek letters for their
  /// names, and no parentheses but those that are needed. Says which product it is: `W x` of matrices,
  /// `w ⊙ x` of the elements of tensors, `x·x·x` of a number with itself.
  ///
  /// - Parameter ranks: How many axes the value of each name has; none for a number, and for names that
  ///   are left out.
  public func typeset(_ ranks: [String: Int] = [:]) -> String {
    let setter = Typesetter(
      syntax, ranks,
      named: statements.compactMap { one in one.name.map { (name: $0, root: one.root) } })
    return statements.map { statement in
      let expression = setter.line(statement.root)
      return statement.name.map { "\(MathName.text($0)) = \(expression)" } ?? expression
    }.joined(separator: "; ")
  }
}

private struct Typesetter {
  private enum Piece {
    case text(String)
    case node(Int, inParentheses: Bool)
  }

  private static let atom = 5
  private let syntax: [ExpressionSyntax]
  /// The nodes that are single letters, or whole powers of them.
  private var isLetter: [Bool]
  /// What stands between the factors of each product.
  private var separators: [String]

  /// How many axes each node's value has, as far as that can be told.
  private var ranks: [Int]

  /// Decides from the leaves up; operands stand before the nodes that take them.
  init(
    _ syntax: [ExpressionSyntax], _ given: [String: Int],
    named statements: [(name: String, root: Int)]
  ) {
    self.syntax = syntax
    isLetter = Array(repeating: false, count: syntax.count)
    separators = Array(repeating: " · ", count: syntax.count)
    ranks = Array(repeating: 0, count: syntax.count)
    var names = given
    let nameOf = Dictionary(statements.map { ($0.root, $0.name) }) { first, _ in first }
    for (index, node) in syntax.enumerated() {
      ranks[index] = rank(node, names)
      if let name = nameOf[index] { names[name] = ranks[index] }
      switch node.kind {
      case .name(let name): isLetter[index] = MathName.isLetter(MathName.text(name))
      case .infix(.pow):
        isLetter[index] =
          isLetter[node.operands[0]] && power(node.operands[1]) != nil
          && syntax[node.operands[0]].kind != .infix(.pow)
      case .infix(.mul), .infix(.matmul): separators[index] = separator(node)
      default: break
      }
    }
    findRepeats()
  }

  /// How many axes a node's value has; a function of one argument keeps those, unless it is one that
  /// makes a number of them.
  private func rank(_ node: ExpressionSyntax, _ names: [String: Int]) -> Int {
    let operands = node.operands.map { ranks[$0] }
    switch node.kind {
    case .name(let name): return names[name] ?? 0
    case .tensor(let tensor): return tensor.shape.extents.count
    case .stack(let shape): return shape.count
    case .infix(.matmul): return max(operands.reduce(0, +) - 2, 0)
    case .infix, .negate: return operands.max() ?? 0
    case .call(let call):
      let makesNumber = Self.reductions.contains(call.function) && call.attributes.isEmpty
      return makesNumber && operands.count == 1 ? 0 : operands.max() ?? 0
    case .number, .index, .merged: return 0
    }
  }

  private static let reductions: Set<String> = [
    "sum", "mean", "max", "min", "norm", "prod", "var", "std", "logsumexp",
  ]

  /// A product of a letter with itself has points between all of its factors: x·x·x.
  private mutating func findRepeats() {
    /// The last factor of a node, where letters stand side by side.
    func last(_ index: Int) -> ExpressionSyntax.Kind {
      guard syntax[index].kind == .infix(.mul), separators[index] == "" else {
        return syntax[index].kind
      }
      return syntax[syntax[index].operands[1]].kind
    }
    var isPointed = [Bool](repeating: false, count: syntax.count)
    for (index, node) in syntax.enumerated()
    where node.kind == .infix(.mul) && separators[index] == "" && isLetter[node.operands[1]] {
      let left = node.operands[0]
      isPointed[index] = isPointed[left] || last(left) == syntax[node.operands[1]].kind
    }
    for index in syntax.indices.reversed() where isPointed[index] {
      let left = syntax[index].operands[0]
      if syntax[left].kind == .infix(.mul), separators[left] == "" { isPointed[left] = true }
    }
    for index in syntax.indices where isPointed[index] { separators[index] = "·" }
  }

  private func separator(_ node: ExpressionSyntax) -> String {
    let (left, right) = (node.operands[0], node.operands[1])
    guard node.kind == .infix(.mul) else {
      let sameChain = syntax[left].kind == node.kind && separators[left] == " "
      return (isLetter[left] || sameChain) && isLetter[right] ? " " : " · "
    }
    // Of the elements of two tensors, as against a tensor times a number.
    if ranks[left] > 0, ranks[right] > 0 { return " ⊙ " }
    let sameChain = syntax[left].kind == node.kind && separators[left] == ""
    let leftIsSum = precedence(left) == 1
    var leftIsNumber = false
    if case .number(let value) = syntax[left].kind { leftIsNumber = value >= 0 }
    if isLetter[right] {
      return leftIsSum ? " " : isLetter[left] || leftIsNumber || sameChain ? "" : " · "
    }
    if precedence(right) == 1 { return leftIsNumber || leftIsSum ? "" : " · " }
    if case .call = syntax[right].kind, leftIsNumber { return " " }
    return " · "
  }

  /// The whole power that an exponent says.
  private func power(_ exponent: Int) -> Int? {
    guard case .number(let value) = syntax[exponent].kind else { return nil }
    return Int(exactly: value).flatMap { -999...999 ~= $0 ? $0 : nil }
  }

  private func precedence(_ index: Int) -> Int {
    switch syntax[index].kind {
    case .infix(let infix): infix.precedence
    case .negate: Infix.minusPrecedence
    case .number(let value) where value < 0: Infix.minusPrecedence
    default: Self.atom
    }
  }

  /// The expression in print. Pieces wait on a stack of their own, so that no depth overflows.
  func line(_ root: Int) -> String {
    var line = ""
    var pieces: [Piece] = [.node(root, inParentheses: false)]
    while let piece = pieces.popLast() {
      switch piece {
      case .text(let text): line += text
      case .node(let index, true):
        pieces += [.text(")"), .node(index, inParentheses: false), .text("(")]
      case .node(let index, false): pieces += self.pieces(of: index).reversed()
      }
    }
    return line
  }

  private func pieces(of index: Int) -> [Piece] {
    let node = syntax[index]
    switch node.kind {
    case .number(let value): return [.text(MathName.number(value))]
    case .name(let name): return [.text(MathName.text(name))]
    case .tensor(let tensor):
      return [.text(brackets(tensor.shape.extents, tensor.elements.map(MathName.number)))]
    case .stack(let shape): return stack(shape, node.operands)
    case .negate:
      let operand = node.operands[0]
      return [.text("−"), .node(operand, inParentheses: precedence(operand) <= 3)]
    case .call(let call):
      let named = call.attributes.sorted { $0.key < $1.key }.map { name, value in
        [Piece.text(", "), .text("\(name)=\(text(of: value))")]
      }
      let arguments =
        node.operands.map { [.text(", "), Piece.node($0, inParentheses: false)] } + named
      return [.text(call.function + "(")] + arguments.joined().dropFirst() + [.text(")")]
    case .index(let index): return pieces(of: index, node.operands)
    case .infix(let infix): return pieces(of: infix, index, node.operands[0], node.operands[1])
    case .merged: return []
    }
  }

  private func pieces(of infix: Infix, _ index: Int, _ left: Int, _ right: Int) -> [Piece] {
    if infix == .pow {
      let base = Piece.node(left, inParentheses: precedence(left) < Self.atom)
      if let power = power(right) { return [base, .text(MathName.superscript(power))] }
      return [base, .text("^"), .node(right, inParentheses: precedence(right) < 4)]
    }
    let sign =
      switch infix {
      case .add: " + "
      case .sub: " − "
      case .div: " / "
      default: separators[index]
      }
    let rightPrecedence = precedence(right)
    let rightInParentheses =
      rightPrecedence <= infix.precedence || rightPrecedence == Infix.minusPrecedence
    return [
      .node(left, inParentheses: precedence(left) < infix.precedence), .text(sign),
      .node(right, inParentheses: rightInParentheses),
    ]
  }

  private func text(of attribute: Attribute) -> String {
    switch attribute {
    case .double(let value): MathName.number(value)
    case .int(let value): String(value).replacing("-", with: "−")
    case .string(let word): word
    case .bool, .ints, .doubles: attribute.description.replacing("-", with: "−")
    }
  }

  private func pieces(of index: ExpressionIndex, _ operands: [Int]) -> [Piece] {
    func part(_ number: Int?) -> String { number.map { MathName.number(Double($0)) } ?? "" }
    var pieces: [Piece] = [
      .node(operands[0], inParentheses: precedence(operands[0]) < Self.atom), .text("["),
    ]
    for (offset, item) in index.items.enumerated() {
      if offset > 0 { pieces.append(.text(", ")) }
      switch item {
      case .at(let position): pieces.append(.text(part(position)))
      case .slice(let start, let stop, let step):
        let third = step.map { ":" + part($0) } ?? ""
        pieces.append(.text("\(part(start)):\(part(stop))\(third)"))
      case .ellipsis: pieces.append(.text("…"))
      case .computed: pieces.append(.node(operands[1], inParentheses: false))
      }
    }
    return pieces + [.text("]")]
  }

  /// Elements between the brackets that the shape asks for.
  private func brackets(_ shape: [Int], _ elements: [String]) -> String {
    guard let count = shape.first else { return elements.first ?? "" }
    guard count > 0 else { return "[]" }
    let length = elements.count / count
    let parts = (0..<count).map { index in
      brackets(Array(shape.dropFirst()), Array(elements[index * length..<(index + 1) * length]))
    }
    return "[" + parts.joined(separator: ", ") + "]"
  }

  private func stack(_ shape: [Int], _ elements: [Int]) -> [Piece] {
    var pieces: [Piece] = []
    for (index, element) in elements.enumerated() {
      // A bracket opens or closes wherever the position is a multiple of what it encloses.
      var opened = ""
      var closed = ""
      var enclosed = 1
      for extent in shape.reversed() {
        enclosed *= extent
        if index % enclosed == 0 { opened += "[" }
        if (index + 1) % enclosed == 0 { closed += "]" }
      }
      pieces.append(.text((index == 0 ? "" : ", ") + opened))
      pieces.append(.node(element, inParentheses: false))
      pieces.append(.text(closed))
    }
    return pieces
  }
}
