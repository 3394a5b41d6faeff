import Testing
import VizTensor

@testable import VizAutodiff

@Suite struct ExpressionFunctionTests {
  @Test func everyFunctionStandsOnce() {
    #expect(Set(Expression.functions).count == Expression.functions.count)
    #expect(Expression.functions.first == "exp")
  }

  @Test func thoseOfFewerArgumentsComeFirst() throws {
    let most = Expression.functions.compactMap { ExpressionFunction.named($0)?.arities.last }
    let first = Expression.functions.compactMap { ExpressionFunction.named($0)?.arities.first }
    let several = try #require(zip(first, most).map { $0 < $1 }.firstIndex(of: true))
    #expect(first[..<several].elementsEqual(most[..<several]))
    #expect(first[..<several].sorted().elementsEqual(first[..<several]))
  }

  @Test func theNumberOfArgumentsChoosesThePrimitive() throws {
    let max = try #require(ExpressionFunction.named("max"))
    #expect(max.arities == [1, 2] && max.primitives == [1: "max", 2: "maximum"])
    #expect(ExpressionFunction.named("maximum")?.arities == [2])
    #expect(ExpressionFunction.named("square") == .square)
    #expect(ExpressionFunction.named("add") == nil && ExpressionFunction.named("conv2d") == nil)
    #expect(max.arityMessage(3) == "max takes 1 or 2 arguments, not 3")
    #expect(ExpressionFunction.named("exp")?.arityMessage(2) == "exp takes 1 argument, not 2")
  }

  /// What takes attributes that it cannot do without cannot be called.
  @Test func everyPrimitiveThatIsCalledIsInBothTables() {
    for name in Expression.functions where name != "square" {
      for op in ExpressionFunction.named(name)?.primitives.values.sorted() ?? [] {
        #expect(PrimitiveTable<Double>.shared.standardByName[op] != nil, "\(name)")
        #expect(PrimitiveTable<Float>.shared.standardByName[op] != nil, "\(name)")
      }
    }
  }

  @Test(arguments: Primitive<Double>.all.filter { $0.definition != nil }.map(\.name))
  func aDefinitionComputesWhatThePrimitiveDoes(_ op: String) throws {
    let primitive = try Primitive<Double>.make(op: op)
    let tape = Tape<Double>()
    let inputs = try (0..<(primitive.arity?.lowerBound ?? 1)).map {
      tape.input(try Tensor([0.3, 0.7, 1.1 + Double($0)], shape: .vector(3)))
    }
    let whole = try tape.apply(primitive, inputs).value
    let definition = try #require(primitive.definition)
    let parts = try definition(inputs).value
    #expect(whole.shape == parts.shape)
    for (a, b) in zip(whole.elements, parts.elements) { #expect(abs(a - b) < 1e-14) }
  }
}
