import Testing
import VizTensor

@testable import VizAutodiff

/// Graphs of single numbers go their own way, which must be the way of tensors to the last bit.
@Suite struct NumbersTests {
  private static let unary = [
    "neg", "exp", "log", "sin", "cos", "tan", "sqrt", "abs", "tanh", "sigmoid", "relu",
    "softplus", "gelu", "reciprocal", "silu", "hardswish", "step", "erf",
  ]
  private static let binary = ["add", "sub", "mul", "div", "pow", "maximum", "minimum"]

  /// Two hundred random nodes; on a tape that has a tensor, too, they are computed as tensors.
  private static func record<S: TensorScalar>(
    seed: UInt64, besideTensor: Bool
  ) throws -> (variables: [Variable<S>], output: Variable<S>) {
    var generator = SplitMix64(seed: seed)
    let tape = Tape<S>()
    if besideTensor { _ = tape.input(Tensor([1, 2])) }
    var variables = (0..<4).map { _ in
      tape.input(Tensor(S(Double.random(in: -2...2, using: &generator))))
    }
    func pick() -> Variable<S> {
      // The last ones more often, so that the graph grows deep.
      let back = Int.random(in: 0..<min(12, variables.count), using: &generator)
      return variables[variables.count - 1 - back]
    }
    while variables.count < 200 {
      let next: Variable<S>
      switch Int.random(in: 0..<20, using: &generator) {
      case 0: next = try tape.apply("mse", pick(), pick())
      case 1: next = try tape.apply("sum", pick())
      case 2..<9:
        next = try tape.unary(Self.unary.randomElement(using: &generator) ?? "neg", pick())
      default:
        next = try tape.binary(
          Self.binary.randomElement(using: &generator) ?? "add", pick(), pick())
      }
      // What leaves the range would make all the rest NaN.
      let value = next.value.elements[0].asDouble
      variables.append(abs(value) < 1e3 ? next : try tape.unary("tanh", pick()))
    }
    #expect(tape.hasOnlyNumbers != besideTensor)
    return (variables, variables[199])
  }

  private func compare<S: TensorScalar>(seed: UInt64, _: S.Type) throws {
    let (numbers, output) = try Self.record(seed: seed, besideTensor: false) as ([Variable<S>], _)
    let (tensors, other) = try Self.record(seed: seed, besideTensor: true) as ([Variable<S>], _)
    // Of NaN alone: which of two operands gives its sign is the processor's affair.
    func bits(_ tensor: Tensor<S>?) -> UInt64? {
      (tensor?.elements[0].asDouble).map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
    }
    for (a, b) in zip(numbers, tensors) { #expect(bits(a.value) == bits(b.value)) }
    let all = (
      try output.tape.gradient(of: output, seed: -1.5),
      try other.tape.gradient(of: other, seed: -1.5)
    )
    let some = (
      try output.tape.gradient(of: output, withRespectTo: Array(numbers[..<3])),
      try other.tape.gradient(of: other, withRespectTo: Array(tensors[..<3]))
    )
    for (a, b) in zip(numbers, tensors) {
      #expect(bits(all.0.at(a.index)) == bits(all.1.at(b.index)))
      #expect(bits(some.0.at(a.index)) == bits(some.1.at(b.index)))
    }
  }

  @Test(arguments: UInt64(1)...20)
  func numbersAreTensorsOfOneNumber(_ seed: UInt64) throws {
    try compare(seed: seed, Double.self)
    try compare(seed: seed, Float.self)
  }

  @Test func aChainOfAHundredThousandNodesIsNoDeeperThanAnother() throws {
    let tape = Tape<Double>()
    let x = tape.input(1)
    let addend = tape.parameter(0.5)
    var last = x
    for _ in 0..<100_000 { last = try last + addend }
    let gradient = try tape.gradient(of: last)
    #expect(last.value.scalar == 50_001)
    #expect(gradient[x] == 1 && gradient[addend] == 100_000)
    #expect(gradient.at(tape.input(3).index) == nil)
  }

  @Test func argumentsStandInOrderHoweverManyThereAre() {
    for positions in [[], [3], [7, 2], [1, 2, 1], [5, 1 << 40], [1 << 40]] {
      let inputs = TapeInputs(positions)
      #expect(Array(inputs) == positions && inputs.count == positions.count)
      #expect(inputs == TapeInputs(positions))
    }
  }
}
