import VizTensor

// Vectors and matrices. Where every element is a number, the literal is one constant; otherwise
// it is a flat stack of its innermost elements.
extension ExpressionParser {
  mutating func pushLiteral(_ elements: [Int], _ offset: Int) throws(ExpressionError) {
    let shapes = elements.map { literalShape(of: $0) }
    let first = shapes[0]
    if let odd = shapes.firstIndex(where: { $0 != first }) {
      throw error(
        "element \(odd + 1) of this bracket has \(describe(shapes[odd])), "
          + "and the first has \(describe(first))", at: syntax[elements[odd]].offset)
    }
    guard first.count < 32 else {
      throw error("brackets are nested deeper than 32", at: offset)
    }
    if let values = numbers(in: elements), let shape = try? Shape([elements.count] + first),
      let tensor = try? Tensor(values, shape: shape)
    {
      for element in elements { syntax[element].kind = .merged }
      return push(ExpressionSyntax(kind: .tensor(tensor), offset: offset))
    }
    let leaves = elements.flatMap { innermostElements(of: $0) }
    push(
      ExpressionSyntax(kind: .stack([elements.count] + first), operands: leaves, offset: offset))
  }

  /// The shape that brackets alone give an element: a scalar's for every expression.
  private func literalShape(of element: Int) -> [Int] {
    switch syntax[element].kind {
    case .tensor(let tensor): tensor.shape.extents
    case .stack(let shape): shape
    default: []
    }
  }

  private func describe(_ shape: [Int]) -> String {
    shape.isEmpty ? "no brackets" : "shape \(shape)"
  }

  /// The elements' numbers in order; nil where one is computed.
  private func numbers(in elements: [Int]) -> [Double]? {
    var numbers: [Double] = []
    for element in elements {
      switch syntax[element].kind {
      case .number(let value): numbers.append(value)
      case .tensor(let tensor): numbers += tensor.elements
      default: return nil
      }
    }
    return numbers
  }

  /// The innermost elements of a part of a stack, which takes the part's place.
  private mutating func innermostElements(of element: Int) -> [Int] {
    let node = syntax[element]
    switch node.kind {
    case .stack:
      syntax[element].kind = .merged
      return node.operands
    case .tensor(let tensor):
      syntax[element].kind = .merged
      return tensor.elements.map { value in
        syntax.append(ExpressionSyntax(kind: .number(value), offset: node.offset))
        return syntax.count - 1
      }
    default: return [element]
    }
  }
}
