import Testing
import VizBase
import VizTensor
import VizTrace

@testable import VizNeural
@testable import VizReport

@Suite struct UpdateRuleTests {
  static func rule(
    _ optimizer: String, _ settings: [String: Double] = [:], step: Int = 0
  ) throws -> UpdateRule {
    var configuration = settings.mapValues { JSONValue($0) }
    configuration["optimizer"] = .string(optimizer)
    configuration["lr"] = configuration["lr"] ?? JSONValue(0.1)
    return try #require(UpdateRule(configuration, step: step))
  }

  /// Every optimiser moves a number as the rule says that it does.
  @Test(arguments: VizNeural.Optimizer.named.map(\.name), [0, 0.01])
  func movesAsTheOptimisersDo(name: String, l2: Double) throws {
    let optimizer = try #require(VizNeural.Optimizer.named.first { $0.name == name }?.optimizer)
    for (w, gradient) in [(0.5, 0.2), (-1.25, 3), (2, -0.001), (0.75, 0)] {
      for isDecayed in [false, true] {
        let start = try Tensor<Double>([w], shape: Shape([1]))
        var parameter = Parameter(name: "W", value: start, isDecayed: isDecayed)
        var state = OptimizerState<Double>(optimizer, for: [parameter])
        state.advance()
        let clipping = GradientClipping.Factors(scale: 0.5, bound: 1.2)
        try [gradient].withUnsafeBufferPointer {
          try state.update(
            &parameter, at: 0, $0, learningRate: 0.1, decay: l2, clipping: clipping)
        }
        let moved = try Self.rule(name, ["l2": l2, "clip-value": 1.2])
          .moved(w, gradient: gradient, scale: 0.5, decays: isDecayed)
        #expect(abs(try #require(moved) - parameter.value.elements[0]) < 1e-12)
      }
    }
  }

  @Test func numbersFollowOnlyWhereNothingIsRemembered() throws {
    let sgd = try Self.rule("sgd", ["l2": 0.5], step: 9)
    #expect(
      sgd.numbers(0.5, gradient: 0.2, scale: 1, decays: true) == "= 0.5 − 0.1 × 0.45 = 0.455")
    #expect(
      sgd.numbers(0.5, gradient: -0.2, scale: 1, decays: false) == "= 0.5 − 0.1 × (−0.2) = 0.52")
    #expect(
      try Self.rule("adam", step: 9).numbers(0.5, gradient: 1, scale: 1, decays: false) == nil)
    #expect(
      try Self.rule("adam").numbers(0.5, gradient: 3, scale: 1, decays: false)
        == "= 0.5 − 0.1 = 0.4")
  }

  @Test func formulasAreTheMethodsOwn() throws {
    func formula(_ method: String, _ l2: Double = 0) throws -> String {
      try Self.rule(method, ["l2": l2]).formula("w", gradient: "∂L/∂w", decays: true)
    }
    #expect(try formula("sgd") == "w ← w − η ∂L/∂w")
    #expect(try formula("sgd", 1) == "w ← w − η (∂L/∂w + λ w)")
    #expect(try formula("momentum") == "w ← w − η v")
    #expect(try formula("nesterov", 1) == "w ← w − η ((∂L/∂w + λ w) + μ v)")
    #expect(try formula("rmsprop") == "w ← w − η ∂L/∂w / (√s + ε)")
    #expect(try formula("adam", 1) == "w ← w − η m̂ / (√ŝ + ε)")
    #expect(try formula("adamw", 1) == "w ← w − η λ w − η m̂ / (√ŝ + ε)")
  }

  @Test func saysHowTheRunWasSetUp() throws {
    let graph = ComputationGraph(
      nodes: [
        Node(
          id: "W", op: "parameter", value: .scalar(1), gradient: .scalar(3), role: .parameter),
        Node(
          id: "b", op: "parameter", value: .scalar(1), gradient: .scalar(4), role: .parameter),
      ], outputs: ["b"])
    let rule = try Self.rule("momentum", ["momentum": 0.8, "l2": 0.01, "clip-norm": 2])
    #expect(rule.scale(in: graph) == 0.4)
    #expect(
      rule.words(for: graph)
        == "Gradient descent with momentum, with η = 0.1, μ = 0.8, λ = 0.01: v ← μ v + g, then"
        + " w ← w − η v, where g = ∂L/∂w + λ w. λ pulls weights to zero, and not biases. All"
        + " gradients together have a norm above 2, so each is first multiplied by 0.4.")
    #expect(try Self.rule("rmsprop").memory == Self.rule("rmsprop", ["momentum": 0.99]).memory)
    // The rate that was logged counts, not the one that the schedule began with.
    let logged = try #require(
      UpdateRule(["optimizer": .string("sgd"), "lr": JSONValue(1)], step: 3, learningRate: 0.25))
    #expect(logged.learningRate == 0.25)
  }

  @Test func unknownOptimisersHaveNoRule() {
    #expect(UpdateRule([:], step: 0) == nil)
    #expect(UpdateRule(["optimizer": .string("lion"), "lr": JSONValue(1)], step: 0) == nil)
    #expect(UpdateRule(["optimizer": .string("sgd")], step: 0) == nil)
    #expect(UpdateRule(["optimizer": .number("1"), "lr": .string("x")], step: 0) == nil)
  }
}
