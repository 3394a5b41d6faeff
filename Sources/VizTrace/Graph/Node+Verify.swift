import VizBase

extension Node {
  /// Checks what concerns the node alone.
  func verify() throws(NodeError) {
    if op.isEmpty { throw NodeError(.emptyName, "\"op\" is empty", .op) }
    guard !isPlain else { return }
    if look?.symbol.isEmpty == true {
      throw NodeError(.emptyName, "the \"symbol\" of its \"look\" is empty", .look)
    }
    try Port(dimensions: dimensions, dtype: dtype, value: value, gradient: gradient).verify()
    for (index, port) in (ports ?? []).enumerated() {
      do {
        try port.verify()
      } catch {
        var error = error
        (error.field, error.element) = (.ports, index)
        error.message = "port \(index): \(error.message)"
        throw error
      }
    }
    if let local, local.count != inputs.count {
      throw NodeError(
        .localCount,
        "\"local\" has \(counted(local.count, "entry", "entries")) for "
          + counted(inputs.count, "input", "inputs"), .local,
        hint: "give one entry an input, null where there is nothing to say")
    }
    try Self.verifyNumbers(of: attributes, .attributes)
    try Self.verifyNumbers(of: unknownFields, .id)
    for port in ports ?? [] { try Self.verifyNumbers(of: port.unknownFields, .ports) }
  }

  private static func verifyNumbers(
    of object: JSONObject, _ field: NodeField
  ) throws(NodeError) {
    guard let text = object.invalidNumber else { return }
    throw NodeError(
      .invalidNumberText, "a field holds the number \(text.quoted()), which is none", field)
  }
}

extension Port {
  /// Checks that what is said of the tensor fits together.
  fileprivate func verify() throws(NodeError) {
    if let dimensions, dimensions.isTooLarge {
      throw NodeError(
        .invalidShape,
        "\"shape\" \(dimensions.text) has a negative extent or too many elements", .shape)
    }
    if let value {
      try value.verify(.value, fits: dimensions, as: "\"shape\" says")
      try verifyElements(of: value)
    }
    if let gradient {
      let expected = dimensions ?? value?.shape?.map(Dimension.extent)
      try gradient.verify(
        .gradient, fits: expected, as: dimensions == nil ? "the value has" : "\"shape\" says")
    }
  }

  private func verifyElements(of value: TensorData) throws(NodeError) {
    guard case .elements(let elements, _) = value else { return }
    switch dtype {
    case .int64:
      if let odd = elements.first(where: { Int64(exactly: $0) == nil }) {
        throw NodeError(
          .dtypeMismatch, "\"value\" holds \(odd.asWritten), which is no int64", .value)
      }
    case .bool:
      if let odd = elements.first(where: { $0 != 0 && $0 != 1 }) {
        throw NodeError(
          .dtypeMismatch, "\"value\" holds \(odd.asWritten), which is no boolean", .value,
          hint: "booleans are true and false, or 1 and 0")
      }
    default: break
    }
  }
}

extension TensorData {
  func verify(
    _ field: NodeField, fits expected: [Dimension]?, as stated: String
  ) throws(NodeError) {
    switch self {
    case .elements(let elements, let shape):
      guard shape.elementCount == elements.count else {
        throw NodeError(
          .shapeMismatch,
          "\"\(field)\" has \(counted(elements.count, "element", "elements")), which do not fill "
            + "the shape \(shape)", field)
      }
      guard let expected, !expected.admits(shape) else { return }
      throw NodeError(
        .shapeMismatch,
        "\"\(field)\" is \(described(shape.map(Dimension.extent))), not \(described(expected)) "
          + "as \(stated)", field)
    case .summary(let summary):
      if let fault = summary.fault { throw NodeError(.invalidSummary, fault, field) }
      guard let count = expected?.extents?.elementCount, count != summary.count else { return }
      throw NodeError(
        .shapeMismatch,
        "\"\(field)\" summarizes \(counted(summary.count, "element", "elements")), not \(count) "
          + "as \(stated)", field)
    }
  }

  private func described(_ shape: [Dimension]) -> String {
    shape.isEmpty ? "a single number" : "an array of shape \(shape.text)"
  }
}

extension JSONObject {
  /// The text of a number in it that is none in JSON; only code can put it there.
  var invalidNumber: String? {
    for (_, value) in fields {
      if let text = value.invalidNumber { return text }
    }
    return nil
  }
}

extension JSONValue {
  fileprivate var invalidNumber: String? {
    switch self {
    case .null, .bool, .string: nil
    case .number(let text): text.isJSONNumber ? nil : text
    case .array(let elements): elements.lazy.compactMap(\.invalidNumber).first
    case .object(let object): object.invalidNumber
    }
  }
}

/// `1 element`, `2 elements`.
package func counted(_ count: Int, _ one: String, _ many: String) -> String {
  "\(count) \(count == 1 ? one : many)"
}
