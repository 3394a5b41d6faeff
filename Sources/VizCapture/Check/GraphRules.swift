import VizAutodiff
import VizTensor
import VizTrace

/// The primitives that the ops of graph files stand for.
enum GraphRules {
  /// The primitive of a node's op and attributes; nil where the table has none.
  static func primitive(of node: Node) -> Primitive<Double>? {
    if node.op == "reshape" {
      let extents = integers(node.attributes["shape"]) ?? node.extents
      return extents.flatMap { try? Shape($0) }.map { .reshape(to: $0) }
    }
    return byName[node.op]
  }

  private static let byName = Dictionary(
    Primitive<Double>.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

  private static func integers(_ value: JSONValue?) -> [Int]? {
    guard case .array(let items)? = value else { return nil }
    let numbers = items.compactMap { item -> Int? in
      if case .number(let text) = item { Int(text) } else { nil }
    }
    return numbers.count == items.count ? numbers : nil
  }
}
