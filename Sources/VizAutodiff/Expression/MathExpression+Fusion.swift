// Gates that are spelled out, found in the tree. Only what stands within one statement is fused:
// a value that has a name of its own stays to be seen.
extension MathExpression {
  /// The tree with `1 / (1 + exp(-u))` as `sigmoid(u)` and `log(1 + exp(u))` as `softplus(u)`.
  func fusedSyntax(eIsGiven: Bool) -> [ExpressionSyntax] {
    var fusion = GateFusion(syntax: syntax, eIsGiven: eIsGiven)
    for index in syntax.indices { fusion.fuse(at: index) }
    return fusion.syntax
  }
}

private struct GateFusion {
  var syntax: [ExpressionSyntax]
  /// Whether `e` is a name like any other, and `e^x` not the exponential.
  let eIsGiven: Bool

  mutating func fuse(at index: Int) {
    let operands = syntax[index].operands
    switch syntax[index].kind {
    case .infix(.div) where isNumber(operands[0], 1):
      fuseSigmoid(at: index, denominator: operands[1], other: operands[0])
    case .infix(.pow) where isNumber(operands[1], -1):
      fuseSigmoid(at: index, denominator: operands[0], other: operands[1])
    case .call(let call) where call.op == "log":
      guard let sum = onePlusExponential(operands[0]) else { return }
      replace(index, by: "softplus", of: sum.exponent, merging: sum.nodes)
    default: break
    }
  }

  private mutating func fuseSigmoid(at index: Int, denominator: Int, other: Int) {
    guard let sum = onePlusExponential(denominator), let u = negated(sum.exponent) else { return }
    replace(index, by: "sigmoid", of: u, merging: sum.nodes + [other])
  }

  private mutating func replace(
    _ index: Int, by gate: String, of argument: Int, merging nodes: [Int]
  ) {
    for node in nodes { syntax[node].kind = .merged }
    syntax[index].kind = .call(ExpressionCall(gate))
    syntax[index].operands = [argument]
  }

  private func isNumber(_ index: Int, _ value: Double) -> Bool {
    syntax[index].kind == .number(value)
  }

  /// The exponent in `1 + exp(a)` or `exp(a) + 1`, with the nodes around it.
  private func onePlusExponential(_ index: Int) -> (exponent: Int, nodes: [Int])? {
    guard case .infix(.add) = syntax[index].kind else { return nil }
    let operands = syntax[index].operands
    for (one, power) in [(operands[0], operands[1]), (operands[1], operands[0])]
    where isNumber(one, 1) {
      if let found = exponential(power) {
        return (found.exponent, [index, one] + found.nodes)
      }
    }
    return nil
  }

  /// The exponent in `exp(a)` or `e^a`.
  private func exponential(_ index: Int) -> (exponent: Int, nodes: [Int])? {
    let node = syntax[index]
    switch node.kind {
    case .call(let call) where call.op == "exp": return (node.operands[0], [index])
    case .infix(.pow) where syntax[node.operands[0]].kind == .name("e") && !eIsGiven:
      return (node.operands[1], [index, node.operands[0]])
    default: return nil
    }
  }

  /// The node of u where the one at `index` is -u; a minus at the head of a product is the whole
  /// product's. Nil, and nothing changed, where there is no minus.
  private mutating func negated(_ index: Int) -> Int? {
    var (head, parent) = (index, Int?.none)
    while true {
      let node = syntax[head]
      switch node.kind {
      case .infix(.mul), .infix(.div), .infix(.matmul):
        (head, parent) = (node.operands[0], head)
      case .negate:
        syntax[head].kind = .merged
        guard let parent else { return node.operands[0] }
        syntax[parent].operands[0] = node.operands[0]
        return index
      case .number(let value) where value < 0:
        syntax[head].kind = .number(-value)
        return index
      default: return nil
      }
    }
  }
}
