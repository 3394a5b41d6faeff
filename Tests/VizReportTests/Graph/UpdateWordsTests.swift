import Testing
import VizTrace

@testable import VizReport

@Suite struct UpdateWordsTests {
  static let adam = UpdateRule.Method.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
  static let adamw = UpdateRule.Method.adamw(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)

  static func update(
    _ method: UpdateRule.Method, decay: Double = 0, step: Int = 0
  ) -> Update {
    Update(UpdateRule(method, rate: 0.1, decay: decay), step: step)
  }

  @Test func numbersFollowOnlyWhereNothingIsRemembered() {
    let sgd = Self.update(.sgd, decay: 0.5, step: 9)
    #expect(
      sgd.numbers(0.5, gradient: 0.2, scale: 1, isDecayed: true) == "= 0.5 − 0.1 × 0.45 = 0.455")
    #expect(
      sgd.numbers(0.5, gradient: -0.2, scale: 1, isDecayed: false)
        == "= 0.5 − 0.1 × (−0.2) = 0.52")
    #expect(
      Self.update(Self.adam, step: 9).numbers(0.5, gradient: 1, scale: 1, isDecayed: false) == nil)
    #expect(
      Self.update(Self.adam).numbers(0.5, gradient: 3, scale: 1, isDecayed: false)
        == "= 0.5 − 0.1 = 0.4")
  }

  @Test func formulasAreTheMethodsOwn() {
    func formula(_ method: UpdateRule.Method, _ decay: Double = 0) -> String {
      Self.update(method, decay: decay).formula("w", gradient: "∂L/∂w", isDecayed: true)
    }
    #expect(formula(.sgd) == "w ← w − η ∂L/∂w")
    #expect(formula(.sgd, 1) == "w ← w − η (∂L/∂w + λ w)")
    #expect(formula(.momentum(memory: 0.9)) == "w ← w − η v")
    #expect(formula(.nesterov(memory: 0.9), 1) == "w ← w − η ((∂L/∂w + λ w) + μ v)")
    #expect(formula(.rmsprop(memory: 0.99, epsilon: 1e-8)) == "w ← w − η ∂L/∂w / (√s + ε)")
    #expect(formula(Self.adam, 1) == "w ← w − η m̂ / (√ŝ + ε)")
    #expect(formula(Self.adamw, 1) == "w ← w − η λ w − η m̂ / (√ŝ + ε)")
  }

  /// Steps are what a log says they are.
  @Test func theGreatestStepIsTold() {
    let graph = ComputationGraph(nodes: [], outputs: [])
    for step in [Int.max, .max - 1] {
      let words = Self.update(Self.adam, step: step).words(for: graph)
      #expect(words.contains("t = \(Int.max):"), "\(words)")
    }
  }

  @Test func saysHowTheRunWasSetUp() {
    let graph = ComputationGraph(
      nodes: [
        Node(
          id: "W", op: "parameter", value: .scalar(1), gradient: .scalar(3), role: .parameter),
        Node(
          id: "b", op: "parameter", value: .scalar(1), gradient: .scalar(4), role: .parameter),
      ], outputs: ["b"])
    let rule = UpdateRule(.momentum(memory: 0.8), rate: 0.1, decay: 0.01, clipNorm: 2)
    #expect(
      Update(rule, step: 0).words(for: graph)
        == "Gradient descent with momentum, with η = 0.1, μ = 0.8, λ = 0.01: v ← μ v + g, then"
        + " w ← w − η v, where g = ∂L/∂w + λ w. λ pulls weights to zero, and not biases. All"
        + " gradients together have a norm above 2, so each is first multiplied by 0.4.")
    #expect(
      Update(UpdateRule(Self.adamw, rate: 0.1, decay: 0.01, clipValue: 2), step: 4, rate: 0.05)
        .words(for: graph)
        == "AdamW, with η = 0.05, β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, t = 5, λ = 0.01: m ← β₁ m +"
        + " (1 − β₁) g and s ← β₂ s + (1 − β₂) g², then w ← w − η λ w − η m̂ / (√ŝ + ε), where"
        + " g = ∂L/∂w, m̂ = m / (1 − β₁ᵗ) and ŝ = s / (1 − β₂ᵗ). λ pulls weights to zero, and not"
        + " biases. Each element of a gradient is first brought to at most ±2.")
  }
}
