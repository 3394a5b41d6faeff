import VizBase
import VizTrace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How one step of a training moved its parameters: the optimiser as the run was set up.
struct UpdateRule: Sendable {
  enum Method: String, Sendable, CaseIterable {
    case sgd, momentum, nesterov, rmsprop, adam, adamw

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
  }

  let method: Method
  /// The number of the step, from 0.
  let step: Int
  /// η at the step.
  let learningRate: Double
  /// λ, which pulls weights to zero.
  let decay: Double
  /// What stays of a gradient in the next steps: μ, ρ or β₁.
  let memory: Double
  /// What stays of the squares of gradients: β₂.
  let squaresMemory = 0.999
  let epsilon = 1e-8
  /// The greatest norm that all gradients have together, and the greatest magnitude of an element.
  let clipNorm: Double?
  let clipValue: Double?

  /// Nil where the configuration names no optimiser that is known.
  ///
  /// - Parameters:
  ///   - configuration: What the run was set up with.
  ///   - step: The number of the step, from 0.
  ///   - learningRate: The rate at this step, where it was logged.
  init?(_ configuration: [String: JSONValue], step: Int, learningRate: Double? = nil) {
    func number(_ key: String) -> Double? { configuration[key]?.double }
    guard case .string(let name)? = configuration["optimizer"], let method = Method(rawValue: name),
      let rate = learningRate ?? number("lr")
    else { return nil }
    self.method = method
    self.step = step
    self.learningRate = rate
    decay = number("l2") ?? 0
    memory = number("momentum") ?? (method == .rmsprop ? 0.99 : 0.9)
    clipNorm = number("clip-norm")
    clipValue = number("clip-value")
  }

  // MARK: Words

  /// The rule for all parameters, in symbols and with its numbers.
  func words(for graph: ComputationGraph) -> String {
    let number = Replay.number
    var settings = ["η = \(number(learningRate))"]
    switch method {
    case .sgd: break
    case .momentum, .nesterov: settings.append("μ = \(number(memory))")
    case .rmsprop: settings += ["ρ = \(number(memory))", "ε = \(number(epsilon))"]
    case .adam, .adamw:
      settings += [
        "β₁ = \(number(memory))", "β₂ = \(number(squaresMemory))", "ε = \(number(epsilon))",
        "t = \(step + 1)",
      ]
    }
    if decay > 0 { settings.append("λ = \(number(decay))") }
    var words = "\(method.title), with \(settings.joined(separator: ", ")): \(rule)."
    if decay > 0 { words += " λ pulls weights to zero, and not biases." }
    if let clipNorm {
      let (norm, scale) = (norm(in: graph), scale(in: graph))
      words +=
        !norm.isFinite
        ? " All gradients together have the norm \(number(norm)), which clipping cannot scale."
        : scale < 1
          ? " All gradients together have a norm above \(number(clipNorm)), so each is first"
            + " multiplied by \(number(scale))."
          : " All gradients together have a norm of at most \(number(clipNorm)), so none is scaled."
    }
    if let clipValue {
      words += " Each element of a gradient is first brought to at most ±\(number(clipValue))."
    }
    return words
  }

  /// The rule in symbols, for a parameter w with the gradient g.
  private var rule: String {
    let slope = decay > 0 && method != .adamw ? "g = ∂L/∂w + λ w" : "g = ∂L/∂w"
    switch method {
    case .sgd: return "w ← w − η g, where \(slope)"
    case .momentum: return "v ← μ v + g, then w ← w − η v, where \(slope)"
    case .nesterov: return "v ← μ v + g, then w ← w − η (g + μ v), where \(slope)"
    case .rmsprop:
      return "s ← ρ s + (1 − ρ) g², then w ← w − η g / (√s + ε), where \(slope)"
    case .adam, .adamw:
      let shrinking = method == .adamw && decay > 0 ? " − η λ w" : ""
      return "m ← β₁ m + (1 − β₁) g and s ← β₂ s + (1 − β₂) g², then"
        + " w ← w\(shrinking) − η m̂ / (√ŝ + ε), where \(slope), m̂ = m / (1 − β₁ᵗ) and"
        + " ŝ = s / (1 − β₂ᵗ)"
    }
  }

  /// The rule for one parameter, with what stands for its gradient.
  func formula(_ name: String, gradient: String, decays: Bool) -> String {
    let decays = decays && decay > 0
    let slope = decays && method != .adamw ? "(\(gradient) + λ \(name))" : gradient
    let move =
      switch method {
      case .sgd: "η \(slope)"
      case .momentum: "η v"
      case .nesterov: "η (\(slope) + μ v)"
      case .rmsprop: "η \(slope) / (√s + ε)"
      case .adam, .adamw: "η m̂ / (√ŝ + ε)"
      }
    let shrinking = decays && method == .adamw ? " − η λ \(name)" : ""
    return "\(name) ← \(name)\(shrinking) − \(move)"
  }

  // MARK: Numbers

  /// Whether λ pulls a parameter: weights and tables, but neither biases nor scales and shifts.
  static func isDecayed(_ id: Node.ID) -> Bool {
    ["W", "table"].contains(id.split(separator: "/").last ?? "")
  }

  /// What clipping by norm multiplies gradients by.
  func scale(in graph: ComputationGraph) -> Double {
    guard let clipNorm else { return 1 }
    let norm = norm(in: graph)
    return norm > clipNorm ? clipNorm / norm : 1
  }

  /// That of the gradients of all parameters together.
  private func norm(in graph: ComputationGraph) -> Double {
    let squares = graph.nodes.reduce(0.0) { sum, node in
      guard node.isTrained, let norm = node.gradient?.magnitude else { return sum }
      return sum + norm * norm
    }
    return squares.squareRoot()
  }

  /// How one number moves, in numbers: `= 0.5 − 0.1 × 0.2 = 0.48`; nil where that depends on what
  /// the optimiser remembers of earlier steps.
  func numbers(_ w: Double, gradient: Double, scale: Double, decays: Bool) -> String? {
    guard let after = moved(w, gradient: gradient, scale: scale, decays: decays) else { return nil }
    let number = Replay.number
    let change = w - after
    guard method == .sgd else {
      return "= \(number(w)) − \(Self.factor(change)) = \(number(after))"
    }
    let slope = slope(w, gradient: gradient, scale: scale, decays: decays)
    return "= \(number(w)) − \(number(learningRate)) × \(Self.factor(slope)) = \(number(after))"
  }

  /// What a number becomes; nil where that depends on earlier steps.
  func moved(_ w: Double, gradient: Double, scale: Double, decays: Bool) -> Double? {
    let g = slope(w, gradient: gradient, scale: scale, decays: decays)
    if method == .sgd { return w - learningRate * g }
    // All that is remembered starts as zero.
    guard step == 0 else { return nil }
    switch method {
    case .sgd, .momentum: return w - learningRate * g
    case .nesterov: return w - learningRate * (g + memory * g)
    case .rmsprop:
      return w - learningRate * g / (((1 - memory) * g * g).squareRoot() + epsilon)
    case .adam, .adamw:
      let kept = method == .adamw && decays ? 1 - learningRate * decay : 1
      return kept * w - learningRate * g / (abs(g) + epsilon)
    }
  }

  /// g: the clipped gradient, with the pull of λ.
  private func slope(_ w: Double, gradient: Double, scale: Double, decays: Bool) -> Double {
    var g = scale * gradient
    if let clipValue { g = g > clipValue ? clipValue : g < -clipValue ? -clipValue : g }
    return decays && method != .adamw ? g + decay * w : g
  }

  private static func factor(_ x: Double) -> String {
    let text = Replay.number(x)
    return text.hasPrefix("−") ? "(\(text))" : text
  }
}

extension Node {
  /// Whether training changes it.
  var isTrained: Bool { inputs.isEmpty && isParameter }
}
