import Foundation
import Testing
import VizEvents
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizDiagnosis

/// What statistics tell of units, held against the units themselves.
@Suite struct RunHistoryUnitHealthTests {
  /// A run of one hidden layer whose values at each step are given.
  private func history(
    _ op: String, units: Int, values: [[Double]], biasGradients: [[Double]]
  ) throws -> RunHistory {
    let folder = try TemporaryFolder()
    let directory = RunDirectory(folder.path)
    let log = try EventLog(folder: folder.path)
    for (step, (values, gradients)) in zip(values, biasGradients).enumerated() {
      log.nodes(
        [
          NodeRecord(
            node: "b", value: Statistics(of: [1]), gradient: Statistics(of: gradients)),
          NodeRecord(
            node: "h", value: Statistics(of: values), gradient: Statistics(of: [1])),
        ], step: step)
    }
    log.close()
    let batch = (values.first?.count ?? 0) / units
    try directory.write(
      ComputationGraph(
        nodes: [
          Node(id: "x", op: "input", shape: [batch, 2]),
          Node(id: "W", op: "parameter", shape: [2, units]),
          Node(id: "b", op: "parameter", shape: [units]),
          Node(id: "xW", op: "matmul", inputs: ["x", "W"], shape: [batch, units]),
          Node(id: "z", op: "add", inputs: ["xW", "b"], shape: [batch, units]),
          Node(id: "h", op: op, inputs: ["z"], shape: [batch, units]),
          Node(id: "V", op: "parameter", shape: [units, 1]),
          Node(id: "y", op: "matmul", inputs: ["h", "V"], shape: [batch, 1]),
        ], outputs: ["y"]))
    return try withExtendedLifetime(folder) { try RunHistory(directory) }
  }

  @Test(arguments: ["tanh", "sigmoid"]) func saturationIsThatOfTheMeanSlope(op: String) throws {
    var generator = SplitMix64(seed: 5)
    let inputs = [0.1, 1, 5, 50].map { scale in
      (0..<60).map { _ in scale * Double.random(in: -1...1, using: &generator) }
    }
    let function = { (x: Double) in op == "tanh" ? tanh(x) : 1 / (1 + exp(-x)) }
    let history = try history(
      op, units: 4, values: inputs.map { $0.map(function) },
      biasGradients: inputs.map { _ in [1, 1, 1, 1] })
    let saturation = try #require(history.saturation.first)
    #expect(history.saturation.count == 1)
    #expect(history.deadUnits.isEmpty)
    #expect(saturation.name == "h")
    #expect(saturation.steps == [0, 1, 2, 3])
    for (found, inputs) in zip(saturation.values, inputs) {
      let slopes = inputs.map { x in
        op == "tanh" ? 1 / (cosh(x) * cosh(x)) : 4 * function(x) * function(-x)
      }
      #expect(abs(1 - found - slopes.reduce(0, +) / 60) < 1e-12)
    }
  }

  /// Units that die one after another, and one that works for few examples.
  @Test func deadUnitsAreThoseWithoutAGradient() throws {
    let steps = 100
    let firstDead = [0, 20, 40, Int.max, Int.max]
    let gradients = (0..<steps).map { step in
      firstDead.enumerated().map { unit, dead in
        step >= dead || unit == 3 && !step.isMultiple(of: 10) ? 0.0 : 1.0
      }
    }
    // Nineteen of twenty examples give 0 even where a unit is alive.
    let values = gradients.map { row in row + Array(repeating: 0, count: 19 * row.count) }
    let history = try history("relu", units: 5, values: values, biasGradients: gradients)
    let dead = try #require(history.deadUnits.first)
    #expect(history.saturation.isEmpty)
    #expect(dead.name == "h")
    let reach = RunHistory.deadUnitsReach
    // The least share of the last steps, counted anew for each.
    #expect(dead.values.firstIndex { !$0.isNaN } == 7)
    for step in 7..<steps {
      let shares = gradients[max(0, step - reach + 1)...step].map { row in
        Double(row.count { $0 == 0 }) / 5
      }
      #expect(dead.values[step] == shares.min())
    }
    #expect(dead.values.last == 0.6)
    #expect(dead.values[19] == 0.2)
    #expect(dead.values[20 + reach] == 0.4)
  }

  /// Of few examples, or of many that send nothing back, silence says nothing.
  @Test func smallBatchesDoNotTell() throws {
    let gradients = Array(repeating: [0.0, 0, 0, 1], count: 20)
    let values = gradients.map { row in (0..<15).flatMap { _ in row } }
    let small = try history("relu", units: 4, values: values, biasGradients: gradients)
    #expect(try #require(small.deadUnits.first).values.firstIndex { !$0.isNaN } == nil)
    let large = try history(
      "relu", units: 4, values: values.map { $0 + [0, 0, 0, 1] }, biasGradients: gradients)
    #expect(large.deadUnits.first?.values.last == 0.75)
    // A layer that gives nothing at all is dead however few they are.
    let silent = try history(
      "relu", units: 4, values: values.map { $0.map { _ in 0 } }, biasGradients: gradients)
    #expect(silent.deadUnits.first?.values.last == 1)
  }
}
