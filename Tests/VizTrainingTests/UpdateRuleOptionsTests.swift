import Testing
import VizEvents
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizNeural
@testable import VizTraining

@Suite struct UpdateRuleOptionsTests {
  /// Every optimiser moves a number as the rule says that it does.
  @Test(arguments: VizNeural.Optimizer.named.map(\.name), [0, 0.01])
  func numbersMoveAsTheRuleSays(name: String, decay: Double) throws {
    let optimizer = try #require(VizNeural.Optimizer.named.first { $0.name == name }?.optimizer)
    for (w, gradient) in [(0.5, 0.2), (-1.25, 3), (2, -0.001), (0.75, 0)] {
      for isDecayed in [false, true] {
        let start = try Tensor<Double>([w], shape: Shape([1]))
        var parameter = Parameter(name: "w", value: start, isDecayed: isDecayed)
        let options = TrainingOptions(
          loss: .mse, optimizer: optimizer, learningRate: 0.1, l2: decay, clipping: .value(1.2))
        let rule = UpdateRule(options, of: [parameter])
        var state = OptimizerState<Double>(optimizer, for: [parameter])
        state.advance()
        let clipping = GradientClipping.Factors(scale: 0.5, bound: 1.2)
        try [gradient].withUnsafeBufferPointer {
          try state.update(
            &parameter, at: 0, $0, learningRate: 0.1, decay: decay, clipping: clipping)
        }
        let moved = Update(rule, step: 0)
          .moved(w, gradient: gradient, scale: 0.5, isDecayed: rule.isDecayed("w"))
        #expect(abs(try #require(moved) - parameter.value.elements[0]) < 1e-12)
        #expect(rule.method.name == name)
      }
    }
  }

  /// A run that says its rule says what its settings would, and which parameters decay.
  @Test(arguments: VizNeural.Optimizer.named.map(\.name))
  func runsSayTheirRule(optimizer: String) throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingConfiguration()
    configuration.examples = 40
    configuration.layers = [3]
    configuration.norm = "batch"
    configuration.steps = 2
    configuration.optimizer = optimizer
    configuration.l2 = 0.01
    configuration.clipNorm = 2
    let run = try TrainingRun<Float>(
      TrainingPlan(configuration), folder: folder.path, reading: { _ in [] })
    _ = try run.train()
    let record = try #require(try run.directory.record())
    let rule = try #require(record.updateRule)
    #expect(rule == UpdateRule(run.trainer.options, of: run.trainer.network.parameters))
    #expect(rule.rate == 0.01 && rule.decay == 0.01 && rule.clipNorm == 2)
    let graph = try #require(try run.directory.graph())
    let decayed = graph.nodes.map(\.id).filter(rule.isDecayed)
    #expect(decayed.sorted() == rule.decayed?.sorted() && decayed.count == 2)
    // Neither biases nor what scales and shifts, as runs without the field are read.
    var guess = rule
    guess.decayed = nil
    for node in graph.nodes where node.isTrained {
      #expect(guess.isDecayed(node.id) == rule.isDecayed(node.id))
    }
  }
}
