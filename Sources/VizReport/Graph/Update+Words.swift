import VizBase
import VizTrace

extension Update {
  /// The rule for all parameters, in symbols and with its numbers.
  func words(for graph: ComputationGraph) -> String {
    let number = Replay.number
    var settings = ["η = \(number(rate))"]
    switch rule.method {
    case .sgd: break
    case .momentum(let memory), .nesterov(let memory): settings.append("μ = \(number(memory))")
    case .rmsprop(let memory, let epsilon):
      settings += ["ρ = \(number(memory))", "ε = \(number(epsilon))"]
    case .adam(let beta1, let beta2, let epsilon), .adamw(let beta1, let beta2, let epsilon):
      settings += [
        "β₁ = \(number(beta1))", "β₂ = \(number(beta2))", "ε = \(number(epsilon))",
        // The greatest step that a file may state has no next one.
        "t = \(step < .max ? step + 1 : step)",
      ]
    }
    if rule.decay > 0 { settings.append("λ = \(number(rule.decay))") }
    var words = "\(rule.method.title), with \(settings.joined(separator: ", ")): \(symbols)."
    if rule.decay > 0 { words += " λ pulls weights to zero, and not biases." }
    if let clipNorm = rule.clipNorm {
      let (norm, scale) = (norm(in: graph), scale(in: graph))
      words +=
        !norm.isFinite
        ? " All gradients together have the norm \(number(norm)), which clipping cannot scale."
        : scale < 1
          ? " All gradients together have a norm above \(number(clipNorm)), so each is first"
            + " multiplied by \(number(scale))."
          : " All gradients together have a norm of at most \(number(clipNorm)), so none is scaled."
    }
    if let clipValue = rule.clipValue {
      words += " Each element of a gradient is first brought to at most ±\(number(clipValue))."
    }
    return words
  }

  /// The rule in symbols, for a parameter w with the gradient g.
  private var symbols: String {
    let slope = rule.decay > 0 && !rule.method.shrinks ? "g = ∂L/∂w + λ w" : "g = ∂L/∂w"
    switch rule.method {
    case .sgd: return "w ← w − η g, where \(slope)"
    case .momentum: return "v ← μ v + g, then w ← w − η v, where \(slope)"
    case .nesterov: return "v ← μ v + g, then w ← w − η (g + μ v), where \(slope)"
    case .rmsprop:
      return "s ← ρ s + (1 − ρ) g², then w ← w − η g / (√s + ε), where \(slope)"
    case .adam, .adamw:
      let shrinking = rule.method.shrinks && rule.decay > 0 ? " − η λ w" : ""
      return "m ← β₁ m + (1 − β₁) g and s ← β₂ s + (1 − β₂) g², then"
        + " w ← w\(shrinking) − η m̂ / (√ŝ + ε), where \(slope), m̂ = m / (1 − β₁ᵗ) and"
        + " ŝ = s / (1 − β₂ᵗ)"
    }
  }

  /// The rule for one parameter, with what stands for its gradient.
  func formula(_ name: String, gradient: String, isDecayed: Bool) -> String {
    let isPulled = isDecayed && rule.decay > 0
    let slope = isPulled && !rule.method.shrinks ? "(\(gradient) + λ \(name))" : gradient
    let move =
      switch rule.method {
      case .sgd: "η \(slope)"
      case .momentum: "η v"
      case .nesterov: "η (\(slope) + μ v)"
      case .rmsprop: "η \(slope) / (√s + ε)"
      case .adam, .adamw: "η m̂ / (√ŝ + ε)"
      }
    let shrinking = isPulled && rule.method.shrinks ? " − η λ \(name)" : ""
    return "\(name) ← \(name)\(shrinking) − \(move)"
  }

  /// How one number moves, in numbers: `= 0.5 − 0.1 × 0.2 = 0.48`; nil where that depends on what
  /// the optimiser remembers of earlier steps.
  func numbers(_ w: Double, gradient: Double, scale: Double, isDecayed: Bool) -> String? {
    guard let after = moved(w, gradient: gradient, scale: scale, isDecayed: isDecayed) else {
      return nil
    }
    let number = Replay.number
    guard case .sgd = rule.method else {
      return "= \(number(w)) − \(Replay.factor(w - after)) = \(number(after))"
    }
    let slope = slope(w, gradient: gradient, scale: scale, isDecayed: isDecayed)
    return "= \(number(w)) − \(number(rate)) × \(Replay.factor(slope)) = \(number(after))"
  }
}

extension UpdateRule.Method {
  /// The method's name in a sentence.
  var title: String {
    switch self {
    case .sgd: "Gradient descent"
    case .momentum: "Gradient descent with momentum"
    case .nesterov: "Gradient descent with Nesterov’s momentum"
    case .rmsprop: "RMSprop"
    case .adam: "Adam"
    case .adamw: "AdamW"
    }
  }

  /// Whether λ shrinks the parameters beside the step, and is no part of their gradient.
  fileprivate var shrinks: Bool { if case .adamw = self { true } else { false } }
}
