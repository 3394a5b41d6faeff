import RealModule
import Testing
import VizTensor

@testable import VizAutodiff

/// An operation that is only defined by others, as every other one of the table.
@Suite struct CompositeTests {
  /// `x y + sin(x)`, which the lectures differentiate by hand.
  private let composite = Primitive<Double>.composite("waved", arity: 2...2) { x in
    guard x[1].shape.isScalar else { throw Primitive<Double>.misfit("y must be a number") }
    return try x[0] * x[1] + sin(x[0])
  }

  @Test func rulesAreThoseOfItsTape() throws {
    let tape = Tape<Double>()
    let (x, y) = (tape.input(Tensor([0, 0.5])), tape.input(3))
    let f = try tape.apply(composite, [x, y])
    #expect(tape.nodes.count == 3 && f.node.op == "waved")
    #expect(f.value.elements == [0, 1.5 + Double.sin(0.5)])
    let gradient = try tape.gradient(of: f, seed: Tensor([1, 2]))
    #expect(gradient[x].elements == [4, 2 * (3 + Double.cos(0.5))])
    #expect(gradient[y].scalar == 1)
    let tangents = try tape.tangents(of: f, seeds: [y: 2])
    #expect(tangents[f].elements == [0, 1])
  }

  @Test func costIsThatOfItsTape() throws {
    let (shapes, output) = ([Shape.vector(5), .scalar], Shape.vector(5))
    let value = composite.cost(of: shapes, output: output)
    #expect(value.multiplications == 5 && value.additions == 5 && value.transcendentals == 5)
    let toX = composite.vjpCost(of: shapes, output: output, position: 0)
    // The value once more; then g y, g cos(x) and their sum.
    #expect(toX.multiplications == 15 && toX.additions == 10 && toX.transcendentals == 10)
    // Of shapes that do not fit nothing is known.
    #expect(composite.cost(of: [.vector(5), .vector(5)], output: output).multiplications == 5)
  }

  @Test func whatDoesNotFitIsToldOfIt() throws {
    let tape = Tape<Double>()
    let x = tape.input(Tensor([1, 2]))
    let error = #expect(throws: ShapeError.self) { try tape.apply(composite, [x, x]) }
    #expect(error?.description == "waved: [2] and [2] do not fit: y must be a number")
    #expect(throws: AutodiffError.self) { try tape.apply(composite, [x]) }
  }

  @Test func severalOutputsAreOneVector() throws {
    let pair = Primitive<Double>.composite("pair", arity: 1...1, isPacked: true) { x in
      try Primitive<Double>.packed([sum(x[0]), 2 * x[0]])
    }
    let tape = Tape<Double>()
    let x = tape.input(try Tensor(rows: [[1, 2]]))
    let f = try tape.apply(pair, [x])
    #expect(pair.isPacked && f.value == Tensor([3, 2, 4]))
    #expect(try tape.gradient(of: f, seed: Tensor([1, 10, 0]))[x] == Tensor(rows: [[21, 1]]))
  }

  /// A program runs it by its rules.
  @Test func runsInAProgram() throws {
    let tape = Tape<Double>()
    let x = tape.input(try Tensor(rows: [[1, 2, 4], [0.5, -1, 3]]))
    let loss = try mean(tape.apply(.rmsNorm(axis: -1, epsilon: 1e-5), [x]))
    let gradient = try tape.gradient(of: loss)[x]
    let program = try TapeProgram(of: loss, withRespectTo: [x])
    try program.forward()
    try program.backward()
    #expect(try program.gradient(of: x) == gradient)
  }

  /// A query that sees no key has no values, and sends nothing back, where a softmax would be NaN.
  @Test func blindQueriesGiveZeros() throws {
    let tape = Tape<Double>()
    let x = tape.input(try Tensor(rows: [[1, 2], [3, 4]]))
    let mask = tape.constant(try Tensor(rows: [[0, 0], [0, 1]]))
    let f = try tape.apply(.attention(mask: .keep, isCausal: false, scale: nil), [x, x, x, mask])
    #expect(f.value == (try Tensor(rows: [[0, 0], [3, 4]])))
    #expect(try tape.gradient(of: f, seed: .ones(f.shape))[x] == Tensor(rows: [[0, 0], [1, 1]]))
  }
}
