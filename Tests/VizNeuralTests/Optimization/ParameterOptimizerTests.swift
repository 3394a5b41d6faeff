import Foundation
import Testing
import VizAutodiff
import VizBase
import VizTensor

@testable import VizNeural

@Suite struct ParameterOptimizerTests {
  private struct Line: ParameterStruct {
    var slope = Tensor<Double>([2, -1])
    var bias: Tensor<Double> = 0.5
    /// No leaf, and left alone.
    var scale: Tensor<Double> = 3

    static var leaves: Leaves { ["slope": \.slope, "bias": \.bias] }
  }

  /// What an optimiser is heard to do.
  private final class Listener: UpdateObserver {
    private(set) var heard: [String] = []

    func didUpdate<Scalar: TensorScalar>(
      _ name: String, from before: Tensor<Scalar>, to after: Tensor<Scalar>, rate: Double
    ) {
      heard.append("\(name) \(before.elements[0].asDouble) \(after.elements[0].asDouble) \(rate)")
    }
  }

  private static func gradients(
    _ line: Line
  ) throws -> (ParameterLeaves<Line>, Derivatives<Double>) {
    let tape = Tape<Double>()
    let w = tape.parameters(line)
    let loss = try sum(w.slope * w.slope * w.scale) + w.bias * w.bias
    return (w, try tape.gradient(of: loss))
  }

  @Test func gradientsAreOfTheSameType() throws {
    let (w, gradients) = try Self.gradients(Line())
    let line: Line = gradients[w]
    #expect(line.slope == Tensor([12, -6]) && line.bias == 1 && line.scale == 3)
    #expect(try gradients.like(Line()).slope == line.slope)
    #expect(w.variables.map(\.name) == ["slope", "bias"])
    #expect(gradients.byName.keys.sorted() == ["bias", "slope"])
  }

  @Test func aStepMovesLeavesAndTellsWhoListens() throws {
    var line = Line()
    let listener = Listener()
    let descent = ParameterOptimizer<Double>(.sgd, learningRate: 0.1, observer: listener)
    try descent.step(&line, Self.gradients(line).1)
    #expect(abs(line.slope.elements[0] - 0.8) < 1e-12 && line.bias == 0.4 && line.scale == 3)
    #expect(listener.heard == ["slope 2.0 \(line.slope.elements[0]) 0.1", "bias 0.5 0.4 0.1"])
    #expect(descent.steps == 1)
  }

  /// The same as the trainer's own rule does with the same numbers.
  @Test(arguments: [
    Optimizer.sgd, .momentum(), .nesterov(), .rmsprop(), .adam(), .adamw(),
  ])
  func itIsTheTrainersRule(_ rule: Optimizer) throws {
    let start = try Tensor<Double>([1, -2, 0.5, 4], shape: [2, 2])
    let slopes = try Tensor<Double>([0.3, -1, 2, 0.1], shape: [2, 2])
    var own = ["W": start, "b": Tensor<Double>([1, 2])]
    let optimizer = ParameterOptimizer<Double>(rule, learningRate: 0.05, weightDecay: 0.01)
    var parameter = Parameter(name: "W", value: start, isDecayed: true)
    var state = OptimizerState(rule, for: [parameter])
    for step in 1...4 {
      let gradient = try slopes * Tensor(Double(step))
      try optimizer.step(&own, ["W": gradient])
      state.advance()
      try gradient.elements.withUnsafeBufferPointer {
        try state.update(
          &parameter, at: 0, $0, learningRate: 0.05, decay: 0.01,
          clipping: GradientClipping.none.factors(squares: 0))
      }
    }
    #expect(own["W"] == parameter.value)
    // Without a gradient, and a bias, which is not decayed.
    #expect(own["b"] == Tensor([1, 2]))
  }

  @Test func whatDoesNotFitMovesNothing() throws {
    var line = Line()
    var wrong = Line()
    wrong.bias = Tensor([1, 2])
    let adam = ParameterOptimizer<Double>(.adam(), learningRate: 0.1)
    #expect(throws: ShapeError.self) { try adam.step(&line, wrong) }
    #expect(line.slope == Line().slope && adam.steps == 0)
    try adam.step(&line, Line())
    var other = ["w": Tensor<Double>(1)]
    #expect(throws: NeuralError.self) { try adam.step(&other, ["w": 1]) }
    #expect(adam.steps == 1)
    let tape = Tape<Double>()
    let empty = try tape.gradient(of: sum(tape.parameter(Tensor([1, 2]), named: "slope")))
    let error = #expect(throws: AutodiffError.self) { try adam.step(&line, empty) }
    #expect(error?.message == #"gradient: the tape has no parameter "bias"; it has slope"#)
  }

  @Test func clippingIsOfAllGradientsTogether() throws {
    var own = ["a": Tensor<Double>(0), "b": Tensor<Double>(0)]
    let descent = ParameterOptimizer<Double>(.sgd, learningRate: 1, clipping: .norm(1))
    try descent.step(&own, ["a": 3, "b": 4])
    #expect(
      abs((own["a"]?.scalar ?? 0) + 0.6) < 1e-12 && abs((own["b"]?.scalar ?? 0) + 0.8) < 1e-12)
  }

  @Test func filesCallBetasAsTheyDidFromTheFirst() throws {
    for optimizer in [
      Optimizer.adam(betas: Optimizer.Betas(0.8, 0.9)), .adamw(betas: Optimizer.Betas(0.7, 0.95)),
    ] {
      let json = try JSONEncoder().encode(optimizer)
      #expect(String(decoding: json, as: UTF8.self).contains("memories"))
      #expect(try JSONDecoder().decode(Optimizer.self, from: json) == optimizer)
    }
  }
}
