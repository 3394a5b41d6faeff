import Testing
import VizAutodiff
import VizBase
import VizTensor

@Suite struct TapeTests {
  @Test func readsLikeTheMathematics() throws {
    let tape = Tape<Double>()
    let x = tape.input(-2, named: "x")
    let y = tape.input(5, named: "y")
    let z = tape.input(-4, named: "z")
    let f = try (x + y) * z
    let gradient = try tape.gradient(of: f)
    #expect(f.value.scalar == -12)
    #expect([x, y, z].map { gradient[$0].scalar } == [-4, -4, 3])
  }

  @Test func mixesWithNumbers() throws {
    let tape = Tape<Double>()
    let x = tape.input(3)
    let line = try 2 * x + 1
    let quotients = try 6 / x - x / 2
    let f = try line + quotients - (1 - x) + Variable.pow(x, 2)
    #expect(f.value.scalar == 18.5)
    let slope: Double = 2 - 6.0 / 9 - 0.5 + 1 + 6
    #expect(try relativeError(tape.gradient(of: f)[x], Tensor(slope)) < 1e-15)
  }

  @Test func fanOutAddsUp() throws {
    let tape = Tape<Double>()
    let x = tape.input(3)
    let f = try x * x + x
    #expect(try tape.gradient(of: f)[x].scalar == 7)
  }

  @Test func asksForNoMoreThanItIsAsked() throws {
    let tape = Tape<Double>()
    let x = tape.input(2)
    let w = tape.parameter(3)
    let b = tape.parameter(1)
    let y = try w * x + b
    let f = try y * y
    let all = try tape.gradient(of: f)
    let some = try tape.gradient(of: f, withRespectTo: [w])
    #expect(some[w] == all[w] && some[w].scalar == 28)
    #expect(some.at(x.index) == nil && some.at(b.index) == nil)
    // The way to what is asked for is still there, and nothing is asked of what comes later.
    #expect(some[y] == all[y])
    #expect(try tape.gradient(of: y, withRespectTo: [f]).at(w.index) == nil)
    #expect(throws: AutodiffError.self) {
      try tape.gradient(of: f, withRespectTo: [Tape<Double>().input(1)])
    }
  }

  @Test func recordsScopesNamesAndKinds() throws {
    let tape = Tape<Float>()
    let w = tape.parameter(2, named: "w")
    let h = try tape.scope("model") { try tape.scope("hidden") { try relu(w * 3).named("h") } }
    let f = try -h
    #expect(h.node.scope == "model/hidden")
    #expect(f.node.scope == nil)
    #expect(h.name == "h" && f.name == nil)
    #expect(tape.nodes.map(\.op) == ["parameter", "constant", "mul", "relu", "neg"])
    #expect(w.node.leafKind == .parameter)
  }

  @Test func everyNodeAndEdgeHasItsShare() throws {
    let tape = Tape<Double>()
    let x = tape.input(Tensor([1, 2]))
    let y = try sum(x * x)
    let gradient = try tape.gradient(of: y)
    #expect(tape.nodes.indices.allSatisfy { gradient.at($0) != nil })
    #expect(try tape.vjp(Tensor([1, 1]), of: 1, to: 0).elements == [1, 2])
    let unused = tape.input(7)
    #expect(try tape.gradient(of: y)[unused].scalar == 0)
  }

  /// Neither walk recurses; nor does freeing the tape.
  @Test func aLongChainDoesNotOverflowTheStack() throws {
    let tape = Tape<Double>()
    let x = tape.input(0.5)
    var f = x
    for _ in 0..<200_000 { f = try tape.apply("neg", f) }
    #expect(try tape.gradient(of: f)[x].scalar == 1)
    #expect(try tape.tangents(of: f, seeds: [x: 1])[f].scalar == 1)
  }

  @Test func errorsSayWhatToDo() throws {
    let tape = Tape<Double>(
      primitives: Primitive.all + [
        Primitive("cube", arity: 1, value: { try $0[0] * $0[0] * $0[0] }, vjp: nil, jvp: nil)
      ])
    let x = tape.input(Tensor([1, 2]))
    let other = Tape<Double>().input(1)
    func message(_ body: () throws -> Void) throws -> String {
      try #require(throws: AutodiffError.self, performing: body).description
    }
    #expect(
      try message { _ = try tape.gradient(of: x) }
        == "gradient: the output has shape [2], not a scalar's: "
        + "give a seed of that shape, or sum the output")
    #expect(
      try message { _ = try tape.gradient(of: x, seed: 1) }
        == "seed: its shape is [], and the value that it belongs to has [2]")
    #expect(try message { _ = try x + other } == "add: the variables belong to different tapes")
    #expect(try message { _ = try tape.apply("cbrt", x) } == "cbrt: there is no such primitive")
    #expect(try message { _ = try tape.apply("add", x) } == "add: it takes 2 arguments, not 1")
    let f = try sum(tape.apply("cube", x))
    #expect(
      try message { _ = try tape.gradient(of: f) }
        == "cube: the primitive has no vjp, which the gradient needs")
    #expect(
      try message { _ = try tape.tangents(of: f, seeds: [x: Tensor([1, 0])]) }
        == "cube: the primitive has no jvp, which tangents need")
  }
}
