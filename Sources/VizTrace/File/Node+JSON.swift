import VizBase

extension JSONScanner {
  /// Consumes a node.
  ///
  /// What concerns one node alone is checked here, where the places are at hand.
  mutating func node() throws(JSONError) -> Node {
    guard next() == UInt8(ascii: "{") else {
      throw mismatch("nodes", mustBe: "an array of objects")
    }
    let start = offset
    var (id, op) = ("", "")
    var inputs: [Node.ID] = []
    var facts = Node.Facts()
    var extras = Node.Extras()
    var seen: UInt16 = 0
    var tensors = ReadTensors()
    var more = try beginObject()
    while more {
      _ = next()
      let keyOffset = offset
      let key = try key()
      let isNull = next() == UInt8(ascii: "n")
      if let field = NodeField(rawValue: key) {
        guard seen & field.bit == 0 else { throw repeated(key, at: keyOffset) }
        seen |= field.bit
        switch field {
        case .id: id = try name(key)
        case .op: op = try name(key)
        // An optional field that is null is one that is absent.
        case _ where isNull: try null()
        case .inputs: inputs = try ids(key)
        case .label: extras.label = try text(key)
        case .scope: facts.scope = try text(key)
        case .shape, .dtype, .value, .gradient: try tensors.read(field, from: &self)
        case .role: facts.role = try choice(key)
        case .ports: extras.ports = try ports(key)
        case .local: extras.local = try localDerivatives(key)
        case .attributes: extras.attributes = try object(key)
        case .look: extras.look = try look(key)
        }
      } else if !extras.unknownFields.append(key, try self.value()) {
        throw repeated(key, at: keyOffset)
      }
      more = try moreFields()
    }
    for field in [NodeField.id, .op] where seen & field.bit == 0 {
      throw failure(.missingField, "the node has no \"\(field)\"", at: start)
    }
    (facts.dimensions, facts.dtype) = (tensors.dimensions, tensors.dtype)
    (facts.value, facts.gradient) = try tensors.checked(in: self)
    return Node(id: id, op: op, inputs: inputs, facts: facts, extras: extras)
  }

  /// Checks what the elements of a value could not be checked for while they were read.
  func check(_ value: ReadTensor, of dtype: DType?) throws(JSONError) {
    if let start = value.firstBool, dtype != .bool {
      throw booleanWithoutDType("value", at: start)
    }
    guard dtype == .int64, let start = value.firstInexactInteger else { return }
    var scanner = JSONScanner(bytes, offset: start)
    guard let number = try? scanner.number() else {
      throw failure(
        .dtypeMismatch, "\"value\" holds NaN or an infinity, which no int64 is", at: start)
    }
    guard Int64(text(number)) != nil else {
      throw failure(
        .dtypeMismatch, "\"value\" holds \(shortText(number)), which is no int64", at: start)
    }
    throw failure(
      .unrepresentableNumber, "\(shortText(number)) cannot be held exactly", at: start,
      hint: "vizbp holds whole numbers beyond 2^53 only where a 64-bit float has them")
  }

  func booleanWithoutDType(_ field: String, at location: Int) -> JSONError {
    failure(
      .dtypeMismatch, "\"\(field)\" holds a boolean, which only a value of dtype bool may",
      at: location)
  }

  // MARK: Fields

  mutating func text(_ field: String) throws(JSONError) -> String {
    guard next() == UInt8(ascii: "\"") else { throw mismatch(field, mustBe: "a string") }
    return try string()
  }

  mutating func name(_ field: String) throws(JSONError) -> String {
    let name = try text(field)
    guard !name.isEmpty else {
      throw failure(.emptyName, "\"\(field)\" is empty", at: offset - 2)
    }
    return name
  }

  mutating func ids(_ field: String) throws(JSONError) -> [Node.ID] {
    var ids: [Node.ID] = []
    var more = try beginArray(field, of: "ids")
    while more {
      guard next() == UInt8(ascii: "\"") else { throw mismatch(field, mustBe: "an array of ids") }
      ids.append(try string())
      more = try moreElements()
    }
    return ids
  }

  mutating func dimensions(_ field: String) throws(JSONError) -> [Dimension] {
    var dimensions: [Dimension] = []
    let first = next()
    let start = offset
    guard first == UInt8(ascii: "[") else {
      throw mismatch(field, mustBe: "an array of whole numbers, names and nulls")
    }
    var more = try beginArray()
    while more {
      switch next() {
      case UInt8(ascii: "\""): dimensions.append(.name(try name(field)))
      case UInt8(ascii: "n"):
        try null()
        dimensions.append(.unknown)
      default: dimensions.append(.extent(try count(field)))
      }
      more = try moreElements()
    }
    guard !dimensions.isTooLarge else {
      throw failure(.invalidShape, "the shape has more elements than can be counted", at: start)
    }
    return dimensions
  }

  mutating func choice<Choice>(_ field: String) throws(JSONError) -> Choice
  where Choice: RawRepresentable<String> & CaseIterable {
    let start = offset
    let text = try text(field)
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw failure(
      .unknownName, "\"\(field)\" is \(text.quoted()), which vizbp does not know", at: start,
      hint: "it may be one of \(known)")
  }

  mutating func localDerivative(_ field: String) throws(JSONError) -> LocalDerivative? {
    switch next() {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return .number(try double(number()))
    case UInt8(ascii: "\""):
      let text = try string()
      return Double(standIn: text).map { .number($0) } ?? .text(text)
    case UInt8(ascii: "n"):
      try null()
      return nil
    case UInt8(ascii: "N"), UInt8(ascii: "I"): throw unexpectedValue("a number")
    default: throw mismatch(field, mustBe: "an array of numbers, texts and nulls")
    }
  }

  private mutating func localDerivatives(
    _ field: String
  ) throws(JSONError) -> [LocalDerivative?] {
    var entries: [LocalDerivative?] = []
    var more = try beginArray(field, of: "numbers, texts and nulls")
    while more {
      entries.append(try localDerivative(field))
      more = try moreElements()
    }
    return entries
  }

  private mutating func object(_ field: String) throws(JSONError) -> JSONObject {
    guard next() == UInt8(ascii: "{") else { throw mismatch(field, mustBe: "an object") }
    guard case .object(let object) = try value() else { return [:] }
    return object
  }
}

extension Node {
  func write(to writer: inout JSONWriter) {
    writer.open("{")
    writer.key("id")
    writer.string(id)
    writer.key("op")
    writer.string(op)
    if !inputs.isEmpty {
      writer.key("inputs")
      writer.strings(inputs)
    }
    for (key, text) in [("label", label), ("scope", scope)] {
      guard let text else { continue }
      writer.key(key)
      writer.string(text)
    }
    Port(dimensions: dimensions, dtype: dtype, value: value, gradient: gradient)
      .writeTensor(to: &writer)
    if let ports {
      writer.key("ports")
      writer.open("[")
      for port in ports {
        writer.next()
        port.write(to: &writer)
      }
      writer.close("]")
    }
    if let local {
      writer.key("local")
      writer.open("[")
      for entry in local {
        writer.next()
        if let entry { entry.write(to: &writer) } else { writer.raw("null") }
      }
      writer.close("]")
    }
    if !attributes.isEmpty {
      writer.key("attributes")
      writer.object(attributes)
    }
    if let look {
      writer.key("look")
      look.write(to: &writer)
    }
    if let role {
      writer.key("role")
      writer.string(role.rawValue)
    }
    writer.fields(unknownFields, known: NodeField.names)
    writer.close("}")
  }

}

extension LocalDerivative {
  func write(to writer: inout JSONWriter) {
    switch self {
    case .number(let value): writer.number(value)
    case .text(let text): writer.string(text)
    }
  }
}
