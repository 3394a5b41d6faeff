import VizBase

extension JSONScanner {
  /// Consumes the outputs of a node, each an object or a name.
  mutating func ports(_ field: String) throws(JSONError) -> [Port] {
    var ports: [Port] = []
    var more = try beginArray(field, of: "objects and names")
    while more {
      switch next() {
      case UInt8(ascii: "\""): ports.append(Port(name: try string()))
      case UInt8(ascii: "{"): ports.append(try port())
      default: throw mismatch(field, mustBe: "an array of objects and names")
      }
      more = try moreElements()
    }
    return ports
  }

  private mutating func port() throws(JSONError) -> Port {
    var port = Port()
    var tensors = ReadTensors()
    var seen: Set<String> = []
    var more = try beginObject()
    while more {
      _ = next()
      let keyOffset = offset
      let key = try key()
      let isNull = next() == UInt8(ascii: "n")
      guard seen.insert(key).inserted else { throw repeated(key, at: keyOffset) }
      switch (NodeField(rawValue: key), key) {
      case (.shape?, _), (.dtype?, _), (.value?, _), (.gradient?, _), (_, "name"):
        if isNull {
          try null()
        } else if let field = NodeField(rawValue: key) {
          try tensors.read(field, from: &self)
        } else {
          port.name = try text(key)
        }
      default: _ = port.unknownFields.append(key, try self.value())
      }
      more = try moreFields()
    }
    (port.dimensions, port.dtype) = (tensors.dimensions, tensors.dtype)
    (port.value, port.gradient) = try tensors.checked(in: self)
    return port
  }
}

/// What is said of one tensor, a node's own or that of one of its ports, as it was read.
struct ReadTensors {
  var dimensions: [Dimension]?
  var dtype: DType?
  private var value, gradient: ReadTensor?

  /// Consumes one of these fields.
  mutating func read(_ field: NodeField, from scanner: inout JSONScanner) throws(JSONError) {
    let key = field.rawValue
    switch field {
    case .shape: dimensions = try scanner.dimensions(key)
    case .dtype: dtype = DType(rawValue: try scanner.name(key))
    case .value: value = try scanner.tensor(key)
    case .gradient: gradient = try scanner.tensor(key)
    default: break
    }
  }

  /// The value and the gradient, if the type that is known by now can hold them.
  func checked(
    in scanner: JSONScanner
  ) throws(JSONError) -> (value: TensorData?, gradient: TensorData?) {
    if let value { try scanner.check(value, of: dtype) }
    if let start = gradient?.firstBool {
      throw scanner.booleanWithoutDType("gradient", at: start)
    }
    let value = value?.data.restoringEmptyAxes(of: dimensions)
    let expected = dimensions ?? value?.shape?.map(Dimension.extent)
    return (value, gradient?.data.restoringEmptyAxes(of: expected))
  }
}

extension Port {
  func write(to writer: inout JSONWriter) {
    writer.open("{")
    if let name {
      writer.key("name")
      writer.string(name)
    }
    writeTensor(to: &writer)
    writer.fields(unknownFields, known: ["name"] + NodeField.ofTensors)
    writer.close("}")
  }

  /// Writes the fields that a node has as well.
  func writeTensor(to writer: inout JSONWriter) {
    if let dimensions = dimensions ?? hiddenShape?.map(Dimension.extent) {
      writer.key("shape")
      writer.open("[")
      for dimension in dimensions {
        writer.next()
        switch dimension {
        case .extent(let extent): writer.integer(extent)
        case .name(let name): writer.string(name)
        case .unknown: writer.raw("null")
        }
      }
      writer.close("]")
    }
    if let dtype {
      writer.key("dtype")
      writer.string(dtype.rawValue)
    }
    if let value {
      writer.key("value")
      value.write(to: &writer, dtype: dtype)
    }
    if let gradient {
      writer.key("gradient")
      gradient.write(to: &writer)
    }
  }

  /// The shape of a value or gradient without elements, where only a `shape` field can tell it.
  private var hiddenShape: [Int]? {
    [value, gradient].lazy.compactMap { $0 }.first { !$0.showsItsShape }?.shape
  }
}
