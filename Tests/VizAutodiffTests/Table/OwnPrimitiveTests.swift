import Foundation
import Testing
import VizBase
import VizCheck
import VizTensor

@testable import VizAutodiff

@Suite struct OwnPrimitiveTests {
  private static let softsign = Primitive<Double>.elementwise(
    "softsign2", symbol: "ς", gate: .gate, rule: "scales",
    cost: .perElement(
      value: OperationCount(multiplications: 1, additions: 1),
      cotangent: OperationCount(multiplications: 3)),
    value: { x in x / (1 + abs(x)) }, slope: { x, _ in 1 / ((1 + abs(x)) * (1 + abs(x))) })

  private static let grown = Primitive<Double>.elementwise(
    "grown", value: { x, y in exp(x) * y }, slopes: ({ x, y in exp(x) * y }, { x, _ in exp(x) }))

  private static let bent = Primitive<Double>.composition("bent", arity: 2, symbol: "b") { x in
    try tanh(x[0]) * x[1]
  }

  @Test(arguments: [softsign, grown, bent])
  func bothModesAgreeWithDifferences(_ primitive: Primitive<Double>) throws {
    let inputs = ["x", "y"].prefix(primitive.arity?.upperBound ?? 1).enumerated().map {
      (name: $1, value: Tensor<Double>([0.5 + Double($0) / 8, -2, 3]))
    }
    let check = try GradientCheck(at: Array(inputs)) { try sum($0.apply(primitive, $1)) }
    #expect(check.agrees, "\(check)")
    let tape = Tape<Double>()
    let x = inputs.map { tape.input($0.value, named: $0.name) }
    let y = try tape.apply(primitive, x)
    let ones = Tensor<Double>([1, 1, 1])
    let backward = try tape.gradient(of: y, seed: ones)
    let forward = try tape.tangents(of: y, seeds: [x[0]: ones])
    #expect(zip(forward[y].elements, backward[x[0]].elements).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// Broadcasting sums what goes back.
  @Test func aNumberMeetsAVector() throws {
    let tape = Tape<Double>()
    let (x, y) = (tape.input(0), tape.input(Tensor([1, 2, 3])))
    let f = try sum(tape.apply(Self.grown, [x, y]))
    #expect(try tape.gradient(of: f)[x] == 6)
  }

  @Test func itSaysHowItLooksAndWhatItCosts() throws {
    #expect(
      Self.softsign.look == OperationLook("ς", family: .function, gate: .gate, rule: "scales"))
    #expect(Self.grown.look?.symbol == "grown" && Self.softsign.isElementwise)
    let tape = Tape<Double>()
    let y = try sum(tape.apply(Self.softsign, [tape.input(Tensor([1, 2, 3, 4]))]))
    let cost = TapeCost(of: y)
    #expect(cost.forward.multiplications == 4 && cost.backward.multiplications >= 12)
  }

  @Test func functionsOfTensorsAreGlobal() {
    let x = Tensor<Double>([0, 1])
    #expect(exp(x).elements == [1, exp(1.0)] && log(exp(x)).elements == [0, 1])
    #expect(tanh(x).elements[1] == tanh(1.0) && sqrt(x).elements == [0, 1])
  }
}
