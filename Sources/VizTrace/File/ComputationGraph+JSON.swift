import VizBase

extension ComputationGraph {
  // Inlinable, for the copy to be made by code that knows what it copies.
  /// Reads and verifies a graph file.
  ///
  /// Fields that vizbp does not know are kept. A file without `outputs` has those nodes for
  /// outputs that no other node takes as an input. An optional field that is null is absent.
  ///
  /// - Throws: ``GraphError`` with the line and column of what is wrong.
  /// - Complexity: O(*n*) in the length of the text; nesting is bounded, not recursed into.
  @inlinable
  public init(jsonData: some Sequence<UInt8>) throws(GraphError) {
    try self.init(bytes: Array(jsonData))
  }

  @usableFromInline
  init(bytes: [UInt8]) throws(GraphError) {
    var reader = GraphReader(bytes)
    self = try reader.read()
  }

  /// Reads and verifies a graph file, whose text is not held any longer than it must be.
  ///
  /// - Parameters:
  ///   - isTolerant: Whether, as for drawing, nodes that cannot be understood are read without what is
  ///     wrong with them, if they are fewer than the others.
  ///   - load: Gives the text, and gives it again where something is wrong that has a place in it.
  /// - Returns: The graph, and what was not understood, in the order of the file.
  /// - Throws: ``GraphError`` where the rest is no sound graph, and what `load` throws.
  package static func reading(
    isTolerant: Bool, from load: @escaping () throws -> [UInt8]
  ) throws -> (graph: ComputationGraph, flaws: [GraphError]) {
    var reader = GraphReader(try load(), isTolerant: isTolerant, again: load)
    return (try reader.read(), reader.flaws)
  }

  /// Reads and verifies the text of a graph file.
  public init(jsonText: String) throws(GraphError) { try self.init(jsonData: jsonText.utf8) }

  /// The graph as the UTF-8 text of a graph file: always the same for one graph, a line a node.
  ///
  /// Numbers have the fewest digits that read as the same double. Reading the text gives the same
  /// graph, provided that it passes ``verify()``.
  public func jsonData() -> [UInt8] {
    var writer = JSONWriter()
    writer.open("{")
    writer.raw("\n  ")
    writer.key("format")
    writer.string(GraphHeader.format)
    writer.key("version", separator: "\n  ")
    writer.integer(GraphHeader.version)
    if let name {
      writer.key("name", separator: "\n  ")
      writer.string(name)
    }
    writer.key("nodes", separator: "\n  ")
    writer.open("[")
    writer.raw("\n    ")
    for node in nodes {
      writer.next("\n    ")
      node.write(to: &writer)
    }
    writer.raw("\n  ")
    writer.close("]")
    writer.key("outputs", separator: "\n  ")
    writer.strings(outputs)
    if let seeds {
      writer.key("seeds", separator: "\n  ")
      writer.open("[")
      for seed in seeds {
        writer.next()
        if let seed { seed.write(to: &writer) } else { writer.raw("null") }
      }
      writer.close("]")
    }
    writer.fields(
      unknownFields, separator: "\n  ", known: GraphHeader.fields)
    writer.raw("\n")
    writer.close("}")
    writer.raw("\n")
    return writer.bytes
  }

  /// The graph as the text of a graph file; see ``jsonData()``.
  public func jsonText() -> String { String(decoding: jsonData(), as: UTF8.self) }
}
