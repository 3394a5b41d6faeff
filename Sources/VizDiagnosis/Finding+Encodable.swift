import VizBase

// The fields of `vizbp diagnose --json`, which `schema/vizbp.findings.schema.json` describes.
extension Finding: Encodable {
  private enum CodingKeys: String, CodingKey {
    case rule, severity, confidence, title, sentence, step, nodes, evidence, advice, threshold
    case source, consequences
  }

  /// Writes the finding, with all that follows from it.
  ///
  /// Its ``numbers`` are the object `evidence`: a number where one was measured, a list where several
  /// were. What JSON has no number for is a string: `"NaN"`, `"Infinity"`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try encodeFields(into: &container)
    var list = container.nestedUnkeyedContainer(forKey: .consequences)
    for consequence in consequences {
      // What follows from what follows stands beside it.
      var fields = list.nestedContainer(keyedBy: CodingKeys.self)
      try consequence.encodeFields(into: &fields)
    }
  }

  private func encodeFields(
    into container: inout KeyedEncodingContainer<CodingKeys>
  ) throws {
    try container.encode(rule.rawValue, forKey: .rule)
    try container.encode(severity.rawValue, forKey: .severity)
    try container.encode(confidence.rawValue, forKey: .confidence)
    try container.encode(title, forKey: .title)
    try container.encode(sentence, forKey: .sentence)
    try container.encode(step, forKey: .step)
    try container.encode(nodes, forKey: .nodes)
    try container.encode(JSONValue.object(measured), forKey: .evidence)
    try container.encode(advice, forKey: .advice)
    try container.encode(threshold, forKey: .threshold)
    try container.encode(source, forKey: .source)
  }

  private var measured: JSONObject {
    JSONObject(
      numbers.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }.map { name, numbers in
        (name, numbers.count == 1 ? JSONValue(numbers[0]) : .array(numbers.map { JSONValue($0) }))
      })
  }
}
