import Foundation
import SwiftProtobuf

/// A model in ONNX's format: its graph, its functions, and the versions of the operator sets that
/// it was made for.
///
/// https://onnx.ai/onnx/repo-docs/IR.html
public struct ONNXModel: Sendable {
  let graph: ONNXGraphProto
  let functions: [FunctionKey: ONNXFunctionProto]
  /// The version of each domain's operators; the standard's own domain is "".
  let opsets: [String: Int]
  /// The folder in which tensors are looked for that stand in files of their own.
  let folder: String?
  /// How many numbers a run computes at most; nil for 2²⁸, two gigabytes of them, and 16 more for each
  /// that the model has or is given. What comes behind is not computed.
  ///
  /// A file of a few lines can ask for more numbers than any memory has, and an honest one as well: the
  /// onnx package's own test data has networks whose weights are made up when they run.
  public var mostNumbers: Int?

  /// What the graph is called; nil where the file has no name for it but the one that an exporter gives to all.
  public var name: String?

  /// The names that PyTorch's two exporters, tf2onnx and skl2onnx give to every graph.
  private static let standardNames: Set = [
    "", "graph", "main_graph", "model", "onnx_graph", "tf2onnx", "torch-jit-export", "torch_jit",
  ]

  struct FunctionKey: Hashable, Sendable {
    var domain, name, overload: String
  }

  /// Reads the bytes of a model; `folder` is that of its file.
  ///
  /// - Throws: ``ONNXError`` where they are no model.
  public init(_ bytes: [UInt8], folder: String? = nil) throws {
    let proto: ONNXModelProto
    do {
      proto = try ONNXModelProto(serializedBytes: bytes)
    } catch {
      throw ONNXError(.notAModel, "it is no ONNX model, or its bytes are damaged")
    }
    guard proto.hasGraph, !(proto.graph.node.isEmpty && proto.graph.output.isEmpty) else {
      throw ONNXError(.notAModel, "it has no graph, as ONNX models do")
    }
    graph = proto.graph
    var functions: [FunctionKey: ONNXFunctionProto] = [:]
    for function in proto.functions {
      let key = FunctionKey(
        domain: Self.domain(function.domain), name: function.name, overload: function.overload)
      functions[key] = function
    }
    self.functions = functions
    opsets = Self.versions(proto.opsetImport)
    self.folder = folder
    name = Self.standardNames.contains(graph.name) ? nil : graph.name
  }

  /// A graph with what else a model has.
  init(_ graph: ONNXGraphProto, of model: ONNXModel) {
    self.graph = graph
    (functions, opsets, folder) = (model.functions, model.opsets, model.folder)
    mostNumbers = model.mostNumbers
  }

  /// How many numbers a run computes at most that has so many from the start.
  func most(given count: Int) -> Int { mostNumbers ?? (1 << 28) + count << 4 }

  /// How many elements a tensor of a run may have, where the largest so far has some, and there is room
  /// for so many numbers more: one may be larger than ``Shape/mostElements`` where the model brings it, and
  /// the weights of some networks are made up when they run.
  func mostElements(largest: Int, room: Int) -> Int {
    max(largest, min(max(1 << 27, mostNumbers ?? 0), room))
  }

  /// The domain of what trains a model.
  static let trainingDomain = "ai.onnx.preview.training"

  static func versions(_ sets: [ONNXOperatorSetProto]) -> [String: Int] {
    Dictionary(sets.map { (domain($0.domain), Int(clamping: $0.version)) }) { _, last in last }
  }

  /// The domain of the standard's operators has two names.
  static func domain(_ name: String) -> String { name == "ai.onnx" ? "" : name }

  func function(of node: ONNXNodeProto) -> ONNXFunctionProto? {
    functions[
      FunctionKey(
        domain: Self.domain(node.domain), name: node.opType, overload: node.overload)]
  }

  /// The inputs that somebody has to give: those without an initializer.
  public var inputs: [ModelInput] {
    let given = Set(graph.initializer.map(\.name))
    return graph.input.filter { !given.contains($0.name) }.map(ModelInput.init)
  }

  /// The names of what it computes.
  public var outputs: [String] { graph.output.map(\.name) }
}
