import VizBase

// Every type goes through `JSONValue` and the reader and writer of graph files, so that there is
// one reading of the format. Coders have neither places nor an order of fields: a decoder's
// fields are taken by name, and its errors have no place.

extension ComputationGraph: Codable {
  /// Decodes and verifies a graph; throws ``GraphError`` without a location where it is none.
  public init(from decoder: any Decoder) throws {
    self = try decoder.read { bytes throws(GraphError) in try ComputationGraph(jsonData: bytes) }
  }

  /// Encodes the graph as the object that a graph file is.
  public func encode(to encoder: any Encoder) throws {
    var scanner = JSONScanner(jsonData())
    try scanner.value().encode(to: encoder)
  }
}

extension Node: Codable {
  /// Decodes a node and verifies it by itself; throws ``GraphError`` where it is none.
  public init(from decoder: any Decoder) throws {
    self = try decoder.scan { scanner throws(JSONError) in try scanner.node() }
    do {
      try verify()
    } catch {
      throw error.fault(of: self, at: 0).error
    }
  }

  /// Encodes the node as a graph file has it.
  public func encode(to encoder: any Encoder) throws { try encoder.write { write(to: &$0) } }
}

extension TensorData: Codable {
  /// Decodes a number, nested arrays of them or a summary; throws ``GraphError`` for all else.
  public init(from decoder: any Decoder) throws {
    self = try decoder.scan { scanner throws(JSONError) in try scanner.tensor("value").data }
  }

  /// Encodes the tensor as a graph file has it.
  public func encode(to encoder: any Encoder) throws { try encoder.write { write(to: &$0) } }
}

extension TensorSummary: Codable {
  /// Decodes statistics as a graph file has them; throws ``GraphError`` where they are none.
  public init(from decoder: any Decoder) throws {
    self = try decoder.scan { scanner throws(JSONError) in try scanner.summary() }
  }

  /// Encodes the statistics as a graph file has them.
  public func encode(to encoder: any Encoder) throws { try encoder.write { write(to: &$0) } }
}

extension Histogram: Codable {
  /// Decodes a histogram as a graph file has it; throws ``GraphError`` where it is none.
  public init(from decoder: any Decoder) throws {
    self = try decoder.scan { scanner throws(JSONError) in try scanner.histogram().0 }
  }

  /// Encodes the histogram as a graph file has it.
  public func encode(to encoder: any Encoder) throws { try encoder.write { write(to: &$0) } }
}

extension LocalDerivative: Codable {
  /// Decodes a number or a text; throws ``GraphError`` for all else, null included.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.scan { scanner throws(JSONError) in
      try scanner.localDerivative("local")
    }
    guard let value else {
      throw GraphError(.wrongType, "a local derivative must be a number or a text, not null")
    }
    self = value
  }

  /// Encodes the number, or the text, by itself.
  public func encode(to encoder: any Encoder) throws { try encoder.write { write(to: &$0) } }
}

extension DType: Codable {
  /// Decodes the name of a type.
  public init(from decoder: any Decoder) throws {
    self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
  }

  /// Encodes the name by itself.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
extension Role: Codable {}

extension Decoder {
  fileprivate func read<Value>(_ body: ([UInt8]) throws(GraphError) -> Value) throws -> Value {
    var writer = JSONWriter()
    writer.value(try JSONValue(from: self))
    do throws(GraphError) {
      return try body(writer.bytes)
    } catch {
      // The text that the location is of was never anyone's file.
      var error = error
      error.location = nil
      throw error
    }
  }

  fileprivate func scan<Value>(
    _ body: (inout JSONScanner) throws(JSONError) -> Value
  ) throws -> Value {
    try read { bytes throws(GraphError) in
      var scanner = JSONScanner(bytes)
      do throws(JSONError) { return try body(&scanner) } catch { throw GraphError(error) }
    }
  }
}

extension Encoder {
  fileprivate func write(_ body: (inout JSONWriter) -> Void) throws {
    var writer = JSONWriter()
    body(&writer)
    var scanner = JSONScanner(writer.bytes)
    try scanner.value().encode(to: self)
  }
}
