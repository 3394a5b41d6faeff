import VizBase

/// A node of a graph file that cannot be understood, as far as it can be: where it stands in the
/// graph, and those of its fields that are sound.
enum PartialNode {
  /// Reads a node again that was refused.
  ///
  /// - Returns: The node, and the scanner behind it; nil where it cannot be drawn without what is
  ///   wrong, or numbers contradict each other.
  static func read(
    _ bytes: [UInt8], at start: Int, _ error: JSONError
  ) -> (node: Node, rest: JSONScanner)? {
    var scanner = JSONScanner(bytes, offset: start)
    guard isTolerable(error), case .object(let object)? = try? scanner.value(),
      case .string? = object[NodeField.id.rawValue]
    else { return nil }
    let wiring: Set = [NodeField.id.rawValue, NodeField.inputs.rawValue, NodeField.op.rawValue]
    var sound: JSONObject = [:]
    for (key, value) in object.fields where wiring.contains(key) { sound[key] = value }
    let isNamed =
      if case .string(let op)? = sound[NodeField.op.rawValue] { !op.isEmpty } else { false }
    if !isNamed { sound[NodeField.op.rawValue] = .string(unknown) }
    guard var node = try? self.node(sound) else { return nil }
    for (key, value) in object.fields where !wiring.contains(key) {
      var more = sound
      more[key] = value
      do throws(JSONError) {
        node = try self.node(more)
        sound = more
      } catch {
        guard isTolerable(error) else { return nil }
      }
    }
    return (node, scanner)
  }

  /// The operation of a node that names none.
  private static let unknown = "unknown"

  private static func node(_ object: JSONObject) throws(JSONError) -> Node {
    var writer = JSONWriter()
    writer.value(.object(object))
    var scanner = JSONScanner(writer.bytes)
    return try scanner.node()
  }

  /// Whether a node can be drawn without what is wrong: numbers that do not fit its shape, and text
  /// that is no JSON, are wrong with the file.
  private static func isTolerable(_ error: JSONError) -> Bool {
    switch GraphError(error).kind {
    case .missingField, .wrongType, .unknownName, .unrepresentableNumber, .invalidSummary,
      .emptyName, .invalidShape, .dtypeMismatch, .invalidNumberText:
      true
    default: false
    }
  }
}
