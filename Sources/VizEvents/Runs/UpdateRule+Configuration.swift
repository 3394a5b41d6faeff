import VizBase
import VizTrace

extension UpdateRule {
  /// The rule of a run whose record has none, as vizbp's had before they kept it: what the settings
  /// say, with the constants that vizbp's optimisers had then.
  ///
  /// Nil where the settings name no optimiser that is known.
  init?(_ configuration: [String: JSONValue]) {
    func number(_ key: String) -> Double? { configuration[key]?.double }
    guard case .string(let name)? = configuration["optimizer"], let rate = number("lr") else {
      return nil
    }
    let memory = number("momentum")
    let method: Method
    switch name {
    case "sgd": method = .sgd
    case "momentum": method = .momentum(memory: memory ?? 0.9)
    case "nesterov": method = .nesterov(memory: memory ?? 0.9)
    case "rmsprop": method = .rmsprop(memory: memory ?? 0.99, epsilon: 1e-8)
    case "adam": method = .adam(beta1: memory ?? 0.9, beta2: 0.999, epsilon: 1e-8)
    case "adamw": method = .adamw(beta1: memory ?? 0.9, beta2: 0.999, epsilon: 1e-8)
    default: return nil
    }
    self.init(
      method, rate: rate, decay: number("l2") ?? 0, clipNorm: number("clip-norm"),
      clipValue: number("clip-value"))
  }
}
