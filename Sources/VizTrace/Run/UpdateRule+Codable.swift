// One object, in which each constant has a name: `{"method": "momentum", "memory": 0.9, …}`.
extension UpdateRule: Codable {
  private enum CodingKeys: String, CodingKey {
    case method, memory, squaresMemory, epsilon, rate, decay, decayed, clipNorm, clipValue
  }

  /// Reads a rule; throws `DecodingError` where its method is unknown or lacks a constant.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Double {
      try container.decode(Double.self, forKey: key)
    }
    let name = try container.decode(String.self, forKey: .method)
    let method: Method =
      switch name {
      case "sgd": .sgd
      case "momentum": .momentum(memory: try number(.memory))
      case "nesterov": .nesterov(memory: try number(.memory))
      case "rmsprop": .rmsprop(memory: try number(.memory), epsilon: try number(.epsilon))
      case "adam":
        .adam(
          beta1: try number(.memory), beta2: try number(.squaresMemory),
          epsilon: try number(.epsilon))
      case "adamw":
        .adamw(
          beta1: try number(.memory), beta2: try number(.squaresMemory),
          epsilon: try number(.epsilon))
      default:
        throw DecodingError.dataCorruptedError(
          forKey: .method, in: container, debugDescription: "there is no method of this name")
      }
    self.init(
      method, rate: try number(.rate),
      decay: try container.decodeIfPresent(Double.self, forKey: .decay) ?? 0,
      decayed: try container.decodeIfPresent([Node.ID].self, forKey: .decayed),
      clipNorm: try container.decodeIfPresent(Double.self, forKey: .clipNorm),
      clipValue: try container.decodeIfPresent(Double.self, forKey: .clipValue))
  }

  /// Writes the rule.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(method.name, forKey: .method)
    switch method {
    case .sgd: break
    case .momentum(let memory), .nesterov(let memory):
      try container.encode(memory, forKey: .memory)
    case .rmsprop(let memory, let epsilon):
      try container.encode(memory, forKey: .memory)
      try container.encode(epsilon, forKey: .epsilon)
    case .adam(let beta1, let beta2, let epsilon), .adamw(let beta1, let beta2, let epsilon):
      try container.encode(beta1, forKey: .memory)
      try container.encode(beta2, forKey: .squaresMemory)
      try container.encode(epsilon, forKey: .epsilon)
    }
    try container.encode(rate, forKey: .rate)
    try container.encode(decay, forKey: .decay)
    try container.encodeIfPresent(decayed, forKey: .decayed)
    try container.encodeIfPresent(clipNorm, forKey: .clipNorm)
    try container.encodeIfPresent(clipValue, forKey: .clipValue)
  }
}
