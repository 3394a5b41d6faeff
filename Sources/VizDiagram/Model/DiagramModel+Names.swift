import VizBase
import VizTrace

// What stands on and beside cards.
extension DiagramModel {
  /// What a gate does with the gradient. Beside a number that stands on the card there is one input:
  /// nothing is switched, and what distributes does so to one.
  static func role(_ gate: Operation.Gate, hasNumber: Bool) -> String? {
    switch gate {
    case .switcher: hasNumber ? nil : gate.rawValue
    case .distributor: hasNumber ? "distributes to one" : gate.rawValue
    case .adder, .router, .gate, .blocker: gate.rawValue
    }
  }

  /// A leaf's name without the scope that its panel says.
  static func name(of leaf: Node) -> String {
    guard leaf.shownLabel == nil, let scope = leaf.scope, !scope.isEmpty else {
      return leaf.shownLabel ?? leaf.id
    }
    for separator in [".", "/"] {
      let prefix = scope.replacing("/", with: separator) + separator
      if leaf.id.hasPrefix(prefix), leaf.id.count > prefix.count {
        return String(leaf.id.dropFirst(prefix.count))
      }
    }
    return leaf.id
  }

  /// A leaf's name with its scope, where no panel says it.
  static func fullName(of leaf: Node) -> String {
    guard let scope = leaf.scope, !scope.isEmpty else { return name(of: leaf) }
    return "\(scope.replacing("/", with: ".")).\(name(of: leaf))"
  }

  /// What a shared leaf is said to be of in cards where its numbers do not stand: its scope.
  static func home(of leaf: Node) -> String {
    guard let scope = leaf.scope, !scope.isEmpty else { return "shared" }
    return "of \(scope)"
  }

  /// The name that a person gave the node, where it stands on the card: a label, or a short id.
  ///
  /// What only repeats the operation, as `MatMul` does and `layer1/Relu` in its scope, is none.
  static func shownName(of node: Node) -> String? {
    guard node.shownLabel != nil || node.id.count <= longestID else { return nil }
    let name = name(of: node)
    let word = letters(name)
    let repeated = [node.op, node.operation.symbol, symbol(of: node.operation)].map(letters)
    guard word.isEmpty || !repeated.contains(word) else { return nil }
    return node.givenName.map { _ in MathName.text(name) }
  }

  /// What stands on the card of an operation; of one that is not known its name, in words.
  static func symbol(of operation: Operation) -> String {
    guard operation.rule.isEmpty, operation.symbol == operation.name else {
      return operation.symbol
    }
    let words = operation.name.replacing("_", with: " ")
    return words.hasPrefix("torch ") ? String(words.dropFirst(6)) : words
  }

  /// Which elements a slice takes, as they are asked for: `[1]`, `[0:2, :]`; nil where that is not known,
  /// or too long for a card.
  ///
  /// - Parameter source: What it takes them from.
  static func taken(by node: Node, of source: Node?) -> String? {
    func numbers(_ name: String) -> [Int]? {
      guard case .array(let elements)? = node.attributes[name] else { return nil }
      let numbers = elements.map { $0.double.flatMap { Int(exactly: $0) } }
      return numbers.contains(nil) ? nil : numbers.compactMap(\.self)
    }
    // Indices have no powers of ten.
    func written(_ index: Int) -> String { (index < 0 ? "−" : "") + String(index.magnitude) }
    guard node.op == "slice", let starts = numbers("starts"), let stops = numbers("stops"),
      starts.count == stops.count, (1...mostAxes).contains(starts.count)
    else { return nil }
    let given = node.attributes["steps"] == nil ? [] : numbers("steps")
    guard let given, given.isEmpty || given.count == starts.count else { return nil }
    let steps = given.isEmpty ? starts.map { _ in 1 } : given
    let squeezed = Set(numbers("squeeze") ?? [])
    let extents = source?.dimensionTexts ?? []
    // A record of another step, with fewer examples, may hold the bounds.
    var extentsLeft = node.dimensionTexts[...]
    let left = starts.indices.map { squeezed.contains($0) ? nil : extentsLeft.popFirst() }
    let axes = starts.indices.map { axis in
      let (start, stop, step) = (starts[axis], stops[axis], steps[axis])
      if squeezed.contains(axis) { return written(start) }
      let extent = extents.indices.contains(axis) ? Int(extents[axis]) : nil
      let isWhole = start == 0 && axis < extents.count && left[axis] == extents[axis]
      let isToEnd = step > 0 && stop >= extent ?? Int(Int32.max) || isWhole && step == 1
      let from = start == 0 && step > 0 ? "" : written(start)
      return "\(from):\(isToEnd ? "" : written(stop))" + (step == 1 ? "" : ":\(written(step))")
    }
    let text = "[\(axes.joined(separator: ", "))]"
    return text.count <= longestID ? text : nil
  }

  private static let mostAxes = 4

  private static func letters(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  private static let longestID = 12
}
