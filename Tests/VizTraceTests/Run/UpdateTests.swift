import Testing

@testable import VizTrace

@Suite struct UpdateTests {
  static let graph = ComputationGraph(
    nodes: [
      Node(id: "W", op: "parameter", value: .scalar(1), gradient: .scalar(3), role: .parameter),
      Node(id: "b", op: "parameter", value: .scalar(1), gradient: .scalar(4), role: .parameter),
      // Not trained: its gradient is none that is clipped.
      Node(id: "x", op: "input", value: .scalar(1), gradient: .scalar(100)),
    ], outputs: ["b"])

  @Test func clippingByNormScalesAllGradientsTogether() {
    let update = Update(UpdateRule(.sgd, rate: 0.1, clipNorm: 2), step: 0)
    #expect(update.norm(in: Self.graph) == 5)
    #expect(update.scale(in: Self.graph) == 0.4)
    #expect(Update(UpdateRule(.sgd, rate: 1, clipNorm: 6), step: 0).scale(in: Self.graph) == 1)
    #expect(Update(UpdateRule(.sgd, rate: 1), step: 0).scale(in: Self.graph) == 1)
  }

  @Test func theRateOfTheStepCounts() {
    let rule = UpdateRule(.sgd, rate: 1)
    #expect(Update(rule, step: 3, rate: 0.25).rate == 0.25)
    #expect(Update(rule, step: 3).rate == 1)
    #expect(
      Update(rule, step: 3, rate: 0.25).moved(2, gradient: 4, scale: 1, isDecayed: false) == 1)
  }

  @Test func whatIsRememberedIsKnownAtTheFirstStepAlone() {
    let rules: [UpdateRule.Method] = [
      .momentum(memory: 0.9), .nesterov(memory: 0.9), .rmsprop(memory: 0.99, epsilon: 1e-8),
      .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      .adamw(beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
    ]
    for method in rules {
      let rule = UpdateRule(method, rate: 0.1)
      #expect(Update(rule, step: 0).moved(1, gradient: 1, scale: 1, isDecayed: false) != nil)
      #expect(Update(rule, step: 1).moved(1, gradient: 1, scale: 1, isDecayed: false) == nil)
    }
  }
}
