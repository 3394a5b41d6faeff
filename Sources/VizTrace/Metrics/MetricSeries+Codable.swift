import VizBase

/// NaN and infinities, which JSON lacks, are written as ``TensorData`` writes them.
extension MetricSeries: Codable {
  private enum Key: String, CodingKey {
    case name, run, steps, values
    case wallTimes = "wall_times"
    case stepName = "step_name"
  }

  /// Decodes a series; throws `DecodingError` unless it has as many values as steps and times.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    func numbers(_ key: Key) throws -> [Double] {
      try container.decode([JSONValue].self, forKey: key).map { value in
        guard let number = value.spelledDouble else {
          throw DecodingError.dataCorruptedError(
            forKey: key, in: container, debugDescription: "\"\(key.rawValue)\" holds no number")
        }
        return number
      }
    }
    name = try container.decode(String.self, forKey: .name)
    run = try container.decodeIfPresent(String.self, forKey: .run) ?? ""
    stepName = try container.decodeIfPresent(String.self, forKey: .stepName)
    steps = try numbers(.steps)
    values = try numbers(.values)
    wallTimes = container.contains(.wallTimes) ? try numbers(.wallTimes) : nil
    guard steps.count == values.count, wallTimes.map({ $0.count == values.count }) ?? true else {
      throw DecodingError.dataCorruptedError(
        forKey: .values, in: container,
        debugDescription: "a series has as many values as steps and wall times")
    }
  }

  /// Encodes the series; an empty run's name and missing times are left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    if !run.isEmpty { try container.encode(run, forKey: .run) }
    try container.encodeIfPresent(stepName, forKey: .stepName)
    try container.encode(steps.map { JSONValue($0) }, forKey: .steps)
    try container.encode(values.map { JSONValue($0) }, forKey: .values)
    if let wallTimes {
      try container.encode(wallTimes.map { JSONValue($0) }, forKey: .wallTimes)
    }
  }
}
