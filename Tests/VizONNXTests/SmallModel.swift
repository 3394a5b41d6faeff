import Foundation
import SwiftProtobuf
import VizTensor

@testable import VizONNX

/// A model of a few lines, for tests.
struct SmallModel {
  var nodes: [ONNXNodeProto]
  /// The inputs, by name, with the type of their elements.
  var inputs: [(name: String, type: ElementType)] = [("x", .float)]
  var outputs = ["y"]
  var initializers: [ONNXTensorProto] = []
  var opset: Int64 = 17

  var model: ONNXModel {
    get throws {
      var proto = ONNXModelProto()
      proto.graph = Self.graph(nodes, inputs, outputs)
      proto.graph.initializer = initializers
      proto.opsetImport = [("", opset), (ONNXModel.trainingDomain, 1)].map { domain, version in
        var set = ONNXOperatorSetProto()
        (set.domain, set.version) = (domain, version)
        return set
      }
      return try ONNXModel(proto.serializedBytes())
    }
  }

  static func graph(
    _ nodes: [ONNXNodeProto], _ inputs: [(name: String, type: ElementType)], _ outputs: [String]
  ) -> ONNXGraphProto {
    var graph = ONNXGraphProto()
    graph.node = nodes
    graph.input = inputs.map { name, type in
      var input = ONNXValueInfoProto()
      (input.name, input.type.tensorType.elemType) = (name, type.rawValue)
      return input
    }
    graph.output = outputs.map { name in
      var output = ONNXValueInfoProto()
      output.name = name
      return output
    }
    return graph
  }

  /// A node; `told` has its attributes.
  static func node(
    _ op: String, _ inputs: [String], _ outputs: [String], _ told: [String: Told] = [:],
    domain: String = ""
  ) -> ONNXNodeProto {
    var node = ONNXNodeProto()
    (node.opType, node.input, node.output, node.domain) = (op, inputs, outputs, domain)
    for (name, value) in told.sorted(by: { $0.key < $1.key }) {
      var attribute = ONNXAttributeProto()
      attribute.name = name
      switch value {
      case .int(let number): (attribute.i, attribute.type) = (Int64(number), 2)
      case .ints(let numbers): (attribute.ints, attribute.type) = (numbers.map(Int64.init), 7)
      case .word(let word): (attribute.s, attribute.type) = (Data(word.utf8), 3)
      case .words(let words):
        (attribute.strings, attribute.type) = (words.map { Data($0.utf8) }, 8)
      case .graph(let graph): (attribute.g, attribute.type) = (graph, 5)
      }
      node.attribute.append(attribute)
    }
    return node
  }

  enum Told {
    case int(Int)
    case ints([Int])
    case word(String)
    case words([String])
    case graph(ONNXGraphProto)
  }

  /// A list of whole numbers that the model brings; a single one without axes.
  static func integers(_ name: String, _ numbers: [Int], isList: Bool = true) -> ONNXTensorProto {
    var tensor = ONNXTensorProto()
    (tensor.name, tensor.dataType) = (name, ElementType.int64.rawValue)
    tensor.int64Data = numbers.map(Int64.init)
    tensor.dims = isList ? [Int64(numbers.count)] : []
    return tensor
  }

  /// What both ways of computing give, which must agree.
  func results(of inputs: [String: Tensor<Double>]) throws -> [String: Tensor<Double>] {
    let exact = try model.results(of: inputs)
    let single = try ONNXSession(model).results(of: inputs)
    guard exact.count == single.count else { return [:] }
    for (name, tensor) in single {
      guard let other = exact[name], other.shape == tensor.shape,
        zip(other.elements, tensor.elements).allSatisfy({ abs($0 - $1) <= 1e-5 * max(1, abs($0)) })
      else { return [:] }
    }
    return exact
  }
}
