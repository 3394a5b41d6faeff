import VizBase

/// Reads a graph file, and finds the place of what is wrong with the graph.
struct GraphReader {
  private var scanner: JSONScanner
  private var graph = ComputationGraph(nodes: [], outputs: [])
  /// Where each node begins: to be read again, should it be at fault.
  private var nodeOffsets: [Int] = []
  private var nodesOffset: Int?
  private var outputsOffset: Int?
  private var seedsOffset: Int?
  private var hasName = false
  private var format: String?
  private var version: Int?
  /// Whether what is being read is a node, the last of those begun.
  private var isInNode = false
  /// Whether nodes that cannot be understood are read as far as they can be.
  private let isTolerant: Bool
  /// Gives the text once more to say where a fault is; nil where it is held meanwhile.
  private let again: (() throws -> [UInt8])?
  /// What could not be understood of nodes.
  private(set) var flaws: [GraphError] = []

  init(
    _ bytes: [UInt8], isTolerant: Bool = false, again: (() throws -> [UInt8])? = nil
  ) {
    scanner = JSONScanner(bytes)
    self.isTolerant = isTolerant
    self.again = again
  }

  mutating func read() throws(GraphError) -> ComputationGraph {
    do {
      try readFile()
    } catch {
      // A later version may say things that this one takes for faults.
      if error.kind != .unexpectedEnd, let fault = GraphHeader(scanner.bytes).fault {
        throw GraphError(fault)
      }
      throw named(error)
    }
    // Where most nodes are not understood, it is the file that is not.
    if let first = flaws.first, flaws.count * 2 > graph.nodes.count { throw first }
    // The wires of a large graph take the room of its text.
    if again != nil { scanner = JSONScanner([]) }
    let wiring: (index: NodeIndex, order: [Int])
    // Where no outputs are named, seeds are of those that are found.
    let seeds = graph.seeds
    if outputsOffset == nil { graph.seeds = nil }
    do {
      wiring = try graph.checkedWiring()
      if outputsOffset == nil {
        graph.outputs = graph.nodes.indices.lazy
          .filter { wiring.index.consumers(of: $0).isEmpty }.map { graph.nodes[$0].id }
        graph.seeds = seeds
        try graph.verifySeeds(wiring.index)
      }
    } catch {
      throw located(error)
    }
    graph.known.wiring = wiring
    // Those are not verified yet.
    if graph.seeds == nil { graph.takeSeedsOfNodes(wiring.index) }
    return graph
  }

  private mutating func readFile() throws(JSONError) {
    let first = scanner.next()
    guard !scanner.isAtEnd else { throw JSONError(.emptyFile, "the file is empty") }
    guard first == UInt8(ascii: "{") else {
      if let invalid = scanner.firstInvalidUTF8(in: scanner.offset..<scanner.bytes.count),
        invalid == scanner.offset
      {
        throw scanner.invalidUTF8(at: invalid)
      }
      throw scanner.failure(
        .wrongType, "a graph file must be a JSON object", at: scanner.offset,
        hint: GraphHeader.hint)
    }
    let start = scanner.offset
    var more = try scanner.beginObject()
    while more {
      try readField()
      more = try scanner.moreFields()
    }
    _ = scanner.next()
    guard scanner.isAtEnd else {
      throw scanner.failure(.syntax, "more follows after the end of the graph", at: scanner.offset)
    }
    for (name, isMissing) in [
      ("format", format == nil), ("version", version == nil), ("nodes", nodesOffset == nil),
    ] where isMissing {
      throw scanner.failure(
        name == "nodes" ? .noNodes : .missingField, "the file has no \"\(name)\"", at: start,
        hint: GraphHeader.hint)
    }
  }

  private mutating func readField() throws(JSONError) {
    _ = scanner.next()
    let keyOffset = scanner.offset
    let key = try scanner.key()
    let isNull = scanner.next() == UInt8(ascii: "n")
    switch key {
    case "format" where format == nil: format = try GraphHeader.format(&scanner)
    case "version" where version == nil: version = try GraphHeader.version(&scanner)
    case "nodes" where nodesOffset == nil:
      nodesOffset = scanner.offset
      try readNodes()
    case "name" where !hasName:
      hasName = true
      if isNull { try scanner.null() } else { graph.name = try scanner.text(key) }
    case "outputs" where outputsOffset == nil:
      if isNull {
        try scanner.null()
      } else {
        outputsOffset = scanner.offset
        graph.outputs = try scanner.ids(key)
      }
    case "seeds" where seedsOffset == nil:
      if isNull {
        try scanner.null()
      } else {
        seedsOffset = scanner.offset
        graph.seeds = try readSeeds(key)
      }
    case _ where GraphHeader.fields.contains(key):
      throw scanner.repeated(key, at: keyOffset)
    default:
      guard graph.unknownFields.append(key, try scanner.value()) else {
        throw scanner.repeated(key, at: keyOffset)
      }
    }
  }

  private mutating func readSeeds(_ field: String) throws(JSONError) -> [TensorData?] {
    var seeds: [TensorData?] = []
    var more = try scanner.beginArray(field, of: "numbers, nested arrays and nulls")
    while more {
      if scanner.next() == UInt8(ascii: "n") {
        try scanner.null()
        seeds.append(nil)
      } else {
        seeds.append(try scanner.tensor(field).data)
      }
      more = try scanner.moreElements()
    }
    return seeds
  }

  private mutating func readNodes() throws(JSONError) {
    var more = try scanner.beginArray("nodes", of: "objects")
    while more {
      _ = scanner.next()
      nodeOffsets.append(scanner.offset)
      isInNode = true
      let start = scanner.offset
      do throws(JSONError) {
        graph.nodes.append(try scanner.node())
      } catch {
        guard isTolerant, let (node, rest) = PartialNode.read(scanner.bytes, at: start, error)
        else { throw error }
        scanner = rest
        graph.nodes.append(node)
        flaws.append(named(error))
      }
      isInNode = false
      more = try scanner.moreElements()
    }
  }

  // MARK: Faults

  /// The error with the node in it that was being read, by its id where that can be read.
  private func named(_ error: JSONError) -> GraphError {
    var error = GraphError(error)
    switch error.kind {
    case .syntax, .unexpectedEnd, .invalidEncoding, .tooDeep: return error
    default: break
    }
    guard isInNode else { return error }
    let ordinal = nodeOffsets.count
    if let offset = offset(of: .id, inNode: ordinal - 1) {
      var scanner = JSONScanner(scanner.bytes, offset: offset)
      if scanner.byte == UInt8(ascii: "\""), let id = try? scanner.string(), !id.isEmpty {
        error.nodes = [id]
      }
    }
    error.message =
      "node \(error.node.map { $0.quoted() } ?? "\(ordinal) of the list"): \(error.message)"
    return error
  }

  private mutating func located(_ fault: GraphFault) -> GraphError {
    var error = fault.error
    if let again {
      guard let bytes = try? again() else { return error }
      scanner = JSONScanner(bytes)
    }
    let offset: Int?
    switch fault.spot {
    case .nodes: offset = nodesOffset
    case .field(let node, let field, nil):
      offset = self.offset(of: field, inNode: node) ?? nodeOffsets[node]
    case .field(let node, let field, let element?):
      offset = self.offset(of: field, inNode: node)
        .flatMap { self.offset(ofElement: element, at: $0) }
    case .output(let element):
      offset = outputsOffset.flatMap { self.offset(ofElement: element, at: $0) }
    case .seeds: offset = seedsOffset
    case .seed(let element):
      offset = seedsOffset.flatMap { self.offset(ofElement: element, at: $0) }
    }
    error.location = offset.map { ProblemLocation(TextLocation(of: $0, in: scanner.bytes)) }
    return error
  }

  /// Where the value of a node's field begins.
  private func offset(of field: NodeField, inNode node: Int) -> Int? {
    var scanner = JSONScanner(scanner.bytes, offset: nodeOffsets[node])
    guard scanner.byte == UInt8(ascii: "{"), var more = try? scanner.beginObject() else {
      return nil
    }
    while more {
      guard let key = try? scanner.key() else { return nil }
      _ = scanner.next()
      let offset = scanner.offset
      if key == field.rawValue { return offset }
      guard (try? scanner.value()) != nil, let follows = try? scanner.moreFields() else {
        return nil
      }
      more = follows
    }
    return nil
  }

  private func offset(ofElement element: Int, at offset: Int) -> Int? {
    var scanner = JSONScanner(scanner.bytes, offset: offset)
    guard var more = try? scanner.beginArray() else { return nil }
    for _ in 0..<element where more {
      guard (try? scanner.value()) != nil, let follows = try? scanner.moreElements() else {
        return nil
      }
      more = follows
    }
    _ = scanner.next()
    return scanner.offset
  }
}

extension ComputationGraph {
  /// Reads the seeds of a file that states them at its outputs, each in a field `seed` of the node.
  ///
  /// The fields stay where they are, among those that a rewrite keeps.
  fileprivate mutating func takeSeedsOfNodes(_ index: NodeIndex) {
    let seeds = outputs.map { output -> TensorData? in
      guard let node = index[output], let field = nodes[node].unknownFields["seed"] else {
        return nil
      }
      var writer = JSONWriter()
      writer.value(field)
      var scanner = JSONScanner(writer.bytes)
      return try? scanner.tensor("seed").data
    }
    if seeds.contains(where: { $0 != nil }) { self.seeds = seeds }
  }
}
