import Testing
import VizBase
import VizTensor

@testable import VizAutodiff

@Suite struct ExpressionFunctionTests {
  @Test func everyOperationIsAFunctionByAllItsNames() throws {
    let names = Set(ExpressionFunction.names)
    #expect(names.isSuperset(of: Primitive<Double>.names))
    #expect(names.subtracting(Primitive<Double>.names) == ["square"])
    for (synonym, op) in Synonyms.operations where names.contains(op) {
      #expect(ExpressionFunction.named(synonym) != nil, "\(synonym)")
    }
    let sum = try #require(MathExpression.functions.first { $0.name == "sum" })
    #expect(sum.attributes == ["axes", "keepdims"])
    let pool = try #require(MathExpression.functions.first { $0.name == "max_pool2d" })
    #expect(Set(pool.attributes) == ["kernel", "strides", "padding"])
    let clamp = try #require(MathExpression.functions.first { $0.name == "clamp" })
    #expect(clamp.attributes == ["min", "max"])
  }

  @Test func theNumberOfArgumentsChoosesTheOperation() throws {
    #expect(try ops(of: "max(x, y)") == ["maximum"] && ops(of: "max(x)") == ["max"])
    #expect(try ops(of: "swish(x)") == ["silu"] && ops(of: "cat(x, y, x)") == ["concat"])
    #expect(try ops(of: "add(x, y)") == ["add"] && ops(of: "square(x)") == ["pow"])
  }

  private func ops(of text: String) throws -> [String] {
    let expression = try MathExpression(text)
    let inputs = Dictionary(uniqueKeysWithValues: expression.inputs.map { ($0, Tensor([0.5, 2])) })
    let trace = try expression.trace(inputs: inputs)
    return trace.tape.nodes.filter { $0.leafKind == nil }.map(\.op)
  }

  /// Every operation with every choice of attributes that the samples have, as a user writes it.
  @Test(arguments: Sample.ops)
  func callsEveryOperationWithItsAttributes(_ op: String) throws {
    for (index, sample) in Sample.samples(of: op).enumerated() {
      let names = sample.shapes.indices.map { "x\($0)" }
      let attributes = sample.attributes.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }
      let text = "\(op)(\((names + attributes).joined(separator: ", ")))"
      let inputs = try sample.inputs(seed: UInt64(index))
      let trace = try MathExpression(text).trace(
        inputs: Dictionary(uniqueKeysWithValues: zip(names, inputs)))
      let node = trace.output.node
      guard case .primitive(let primitive) = node.origin else {
        Issue.record("\(text) is a leaf")
        continue
      }
      let direct = try sample.primitive(of: Double.self)
      #expect(primitive.name == op && primitive.attributes == direct.attributes, "\(text)")
      let value = try direct.value(inputs)
      #expect(node.value.shape == value.shape, "\(text)")
      #expect(node.value.elements.map(\.bitPattern) == value.elements.map(\.bitPattern), "\(text)")
    }
  }

  @Test(arguments: [
    ("sum(A, axis=0)", [5.0, 7, 9], [3]), ("sum(A, axes=(0, 1))", [21], []),
    ("mean(A, dim=-1, keepdim=True)", [2, 5], [2, 1]),
    ("sum(A, axis=\n 1,\n keepdims=False)", [6, 15], [2]), ("sum(A, axes=None)", [21], []),
    ("reshape(A, shape=[3, -1])", [1, 2, 3, 4, 5, 6], [3, 2]),
    ("clip(A, min=2.5, max=inf)", [2.5, 2.5, 3, 4, 5, 6], [2, 3]),
    ("permute(A, dims=[1, 0])[0]", [1, 4], [2]),
    ("mse(A, A + 1, reduction=\"sum\")", [6], []),
    ("mse(A, A + 1, reduction=none)", [1, 1, 1, 1, 1, 1], [2, 3]),
    ("cross_entropy(A[0], 2)", [0.40760596444437994], []),
  ])
  func attributesHaveNames(_ text: String, _ elements: [Double], _ shape: [Int]) throws {
    let matrix = try Tensor([1, 2, 3, 4, 5, 6], shape: Shape([2, 3]))
    let value = try MathExpression(text).trace(inputs: ["A": matrix]).output.value
    #expect(value.shape.extents == shape)
    for (a, b) in zip(value.elements, elements) { #expect(abs(a - b) < 1e-14) }
  }

  /// Finely, a definition takes a gate's place where its attributes have their defaults alone.
  @Test func attributesHoldInDefinitions() throws {
    let matrix = try Tensor([1, 2, 3, 4, 5, 6], shape: Shape([2, 3]))
    for text in ["mean(A, axis=0)", "softmax(A, axis=0)", "norm(A, axis=1)", "mean(A)"] {
      let expression = try MathExpression(text)
      let values = try [Granularity.asWritten, .fine].map {
        try expression.trace(inputs: ["A": matrix], granularity: $0).output.value
      }
      #expect(values[0].shape == values[1].shape)
      for (a, b) in zip(values[0].elements, values[1].elements) { #expect(abs(a - b) < 1e-14) }
    }
  }

  /// Of those that expressions call; the tables hold composites, which have no rules beside it.
  @Test(
    arguments: Primitive<Double>.all.filter { $0.definition != nil && !$0.functions.isEmpty }
      .map(\.name))
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
