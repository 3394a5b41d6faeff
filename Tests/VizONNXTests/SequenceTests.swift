import SwiftProtobuf
import Testing
import VizAutodiff
import VizCheck
import VizTensor
import VizTrace

@testable import VizONNX

/// Sequences of tensors, and values that may be missing.
@Suite struct SequenceTests {
  typealias Small = SmallModel

  private static let three: [(name: String, type: ElementType)] = [
    ("a", .float), ("b", .float), ("c", .float),
  ]
  private static let construct = SmallModel.node("SequenceConstruct", ["a", "b", "c"], ["s"])
  private let given = [
    "a": Tensor<Double>([1, 2]), "b": Tensor<Double>([3, 4]), "c": Tensor<Double>([5, 6]),
  ]

  private func small(
    _ nodes: [ONNXNodeProto], _ positions: [String: Int] = [:], outputs: [String] = ["y"]
  ) -> SmallModel {
    SmallModel(
      nodes: [Self.construct] + nodes, inputs: Self.three, outputs: outputs,
      initializers: positions.sorted { $0.key < $1.key }.map {
        Small.integers($0.key, [$0.value], isList: false)
      })
  }

  @Test(arguments: [(-3, [1.0, 2]), (-1, [5, 6]), (1, [3, 4])])
  func anElementHasAPosition(position: Int, expected: [Double]) throws {
    let model = small([Small.node("SequenceAt", ["s", "at"], ["y"])], ["at": position])
    #expect(try model.results(of: given)["y"]?.elements == expected)
  }

  @Test(arguments: [(0, [5.0, 6]), (-1, [1, 2]), (3, [1, 2])])
  func oneIsInsertedWhereItIsTold(position: Int, first: [Double]) throws {
    let model = small(
      [
        Small.node("SequenceInsert", ["s", "c", "to"], ["t"]),
        Small.node("SequenceAt", ["t", "at"], ["y"]), Small.node("SequenceLength", ["t"], ["n"]),
      ], ["to": position, "at": 0], outputs: ["y", "n"])
    let results = try model.results(of: given)
    #expect(results["y"]?.elements == first)
    #expect(results["n"]?.elements == [4])
  }

  @Test func oneIsErased() throws {
    let model = small(
      [
        Small.node("SequenceErase", ["s", "of"], ["t"]), Small.node("SequenceErase", ["t"], ["u"]),
        Small.node("ConcatFromSequence", ["t"], ["y"], ["axis": .int(0)]),
        Small.node("ConcatFromSequence", ["u"], ["z"], ["axis": .int(-1), "new_axis": .int(1)]),
      ], ["of": 1], outputs: ["y", "z"])
    let results = try model.results(of: given)
    #expect(results["y"]?.elements == [1, 2, 5, 6])
    #expect(results["z"]?.shape.extents == [2, 1])
    #expect(results["z"]?.elements == [1, 2])
  }

  @Test func aTensorIsSplit() throws {
    let x = ["x": try Tensor<Double>([1, 2, 3, 4, 5, 6], shape: Shape([2, 3]))]
    let model = SmallModel(
      nodes: [
        Small.node("SplitToSequence", ["x"], ["s"], ["axis": .int(-1), "keepdims": .int(0)]),
        Small.node("SequenceAt", ["s", "last"], ["column"]),
        Small.node("SplitToSequence", ["x", "two"], ["t"], ["axis": .int(1)]),
        Small.node("SequenceAt", ["t", "last"], ["rest"]),
        Small.node("SplitToSequence", ["x", "lengths"], ["u"], ["axis": .int(1)]),
        Small.node("SequenceAt", ["u", "last"], ["most"]),
      ], outputs: ["column", "rest", "most"],
      initializers: [
        Small.integers("two", [2], isList: false), Small.integers("last", [-1], isList: false),
        Small.integers("lengths", [1, 2]),
      ])
    let results = try model.results(of: x)
    #expect(results["column"]?.shape.extents == [2])
    #expect(results["column"]?.elements == [3, 6])
    #expect(results["rest"]?.shape.extents == [2, 1])
    #expect(results["most"]?.elements == [2, 3, 5, 6])
  }

  /// Its cards say how many it has, and gradients go through it.
  @Test func aSequenceIsDrawnAsItsCount() throws {
    let model = small([
      Small.node("ConcatFromSequence", ["s"], ["all"], ["axis": .int(0)]),
      Small.node("Mul", ["all", "all"], ["y"]),
    ])
    var options = ONNXModel.Options()
    options.inputs = given
    let drawn = try model.model.graph(options)
    try drawn.graph.verify()
    #expect(drawn.remarks.isEmpty)
    let sequence = drawn.graph.nodes.first { $0.op == "sequence_construct" }
    #expect(sequence?.value?.scalar == 3)
    #expect(sequence?.inputs == ["a", "b", "c"])
    guard
      case .elements(let slopes, _)? = drawn.graph.nodes.first(where: { $0.id == "b" })?.gradient
    else {
      Issue.record("there is no gradient")
      return
    }
    #expect(slopes == [6, 8])
  }

  /// Against centred differences.
  @Test func gradientsGoThroughSequences() throws {
    var generator = SplitMix64(seed: 5)
    let inputs = try [[2, 5], [2, 2]].map { extents in
      Tensor<Double>.randomNormal(try Shape(extents), using: &generator)
    }
    let check = try GradientCheck(of: Chain(), at: inputs)
    #expect(check.agrees, "\(check)")
    #expect(check.elements.count == 14)
  }

  @Test func aGraphRunsForEachElement() throws {
    let body = SmallModel.graph(
      [Small.node("Mul", ["one", "c"], ["product"])], [("one", .float)], ["product"])
    let model = small([
      Small.node("SequenceMap", ["s"], ["t"], ["body": .graph(body)]),
      Small.node("ConcatFromSequence", ["t"], ["y"], ["axis": .int(0)]),
    ])
    #expect(try model.results(of: given)["y"]?.elements == [5, 12, 15, 24, 25, 36])
  }

  /// A loop that collects what it goes over.
  @Test func aLoopCarriesASequence() throws {
    let body = SmallModel.graph(
      [
        Small.node("Identity", ["goes on"], ["still"]),
        Small.node("SequenceInsert", ["so far", "a"], ["more"]),
      ], [("turn", .int64), ("goes on", .bool), ("so far", .float)], ["still", "more"])
    let model = small(
      [
        Small.node("Loop", ["turns", "", "s"], ["t"], ["body": .graph(body)]),
        Small.node("SequenceLength", ["t"], ["y"]),
      ], ["turns": 4])
    #expect(try model.results(of: given)["y"]?.elements == [7])
  }

  @Test func whatMayBeMissing() throws {
    let model = SmallModel(
      nodes: [
        Small.node("Optional", ["x"], ["some"]), Small.node("Optional", [], ["none"]),
        Small.node("OptionalHasElement", ["some"], ["yes"]),
        Small.node("OptionalHasElement", ["none"], ["no"]),
        Small.node("OptionalGetElement", ["some"], ["y"]),
      ], outputs: ["y", "yes", "no"])
    let results = try model.results(of: ["x": Tensor([1, 2])])
    #expect(results["y"]?.elements == [1, 2])
    #expect(results["yes"]?.elements == [1])
    #expect(results["no"]?.elements == [0])
  }

  @Test(arguments: [
    (
      Small.node("Relu", ["s"], ["y"]),
      #"the node "y", "Relu": it takes tensors, and one of its inputs is none"#
    ),
    (
      Small.node("SequenceAt", ["a", "at"], ["y"]),
      #"the node "y", "SequenceAt": its input 1 is no sequence"#
    ),
    (
      Small.node("SequenceAt", ["s", "at"], ["y"]),
      #"the node "y", "SequenceAt": it asks for the element 3 of 3"#
    ),
    (
      Small.node("SequenceInsert", ["s", "s"], ["y"]),
      #"the node "y", "SequenceInsert": its input 2 is no tensor"#
    ),
    (
      Small.node("Identity", ["s"], ["y"]),
      #"the output "y" is no tensor, and only these are given"#
    ),
  ]) func whatDoesNotFitIsNamed(node: ONNXNodeProto, message: String) throws {
    let model = try small([node], ["at": 3]).model
    for results in [model.results(of:), try ONNXSession(model).results(of:)] {
      let error = #expect(throws: ONNXError.self) { try results(given) }
      #expect(error?.message == message)
    }
  }
}

/// A tensor in parts of two columns, another one among these, and all but the first of them together.
private struct Chain: DifferentiableFunction {
  func callAsFunction<S: TensorScalar>(_ inputs: [Variable<S>]) throws -> Variable<S> {
    let variables = try #require(inputs as? [Variable<Double>])
    let tape = variables[0].tape
    func value(
      _ op: String, _ inputs: [ModelValue], _ told: [String: SmallModel.Told] = [:]
    ) throws -> ModelValue {
      let rule = try #require(OperatorTable.rule(domain: "", name: op))
      return try rule(
        OperatorCall(
          node: SmallModel.node(op, [], [], told), inputs: inputs, opset: 17, tape: tape,
          folder: nil))[0]
    }
    func number(_ number: Double) -> ModelValue {
      ModelValue(variable: tape.constant(Tensor(number)), type: .int64)
    }
    let (x, y) = (
      ModelValue(variable: variables[0], type: .double),
      ModelValue(variable: variables[1], type: .double)
    )
    let parts = try value("SplitToSequence", [x, number(2)], ["axis": .int(1)])
    let more = try value("SequenceInsert", [parts, y, number(1)])
    let fewer = try value("SequenceErase", [more, number(0)])
    let all = try value("ConcatFromSequence", [fewer], ["axis": .int(1)])
    let last = try value("SequenceAt", [parts, number(-1)])
    let product = try all.variable * last.variable
    return try #require(product as? Variable<S>)
  }
}
