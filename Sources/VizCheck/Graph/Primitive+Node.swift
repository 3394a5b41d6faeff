public import VizAutodiff
import VizBase
public import VizTrace

extension Primitive {
  /// The primitive that a graph file's node stands for, by its operation and attributes; an attribute
  /// that is null is absent.
  ///
  /// Throws `AutodiffError` where the table has none such.
  public static func make(for node: Node) throws -> Primitive {
    var attributes: [String: Attribute] = [:]
    for (name, value) in node.attributes.fields where value != .null {
      guard let attribute = Attribute(value) else {
        throw AutodiffError.attribute(
          op: node.op, name: name,
          reason: "it must be true or false, a number, a text or a list of numbers")
      }
      attributes[name] = attribute
    }
    return try make(op: node.op, attributes: attributes)
  }
}
