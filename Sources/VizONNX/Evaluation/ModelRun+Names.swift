import VizAutodiff
import VizBase
import VizTensor
import VizTrace

extension ModelRun {
  /// That a node is not computed, and why where there is a reason.
  struct Gap {
    var reason: String?

    /// Nil where an error says more than that: that the node contradicts itself. A node may ask for what
    /// its rule does not do, or for more numbers than a tensor has.
    init?(_ error: any Error) {
      switch error {
      case let error as ONNXError where error.kind == .unsupported: reason = error.message
      case let error as ShapeError where error.op == "shape": reason = error.reason
      case AutodiffError.missingRule: reason = nil
      default: return nil
      }
    }
  }

  /// An error with the name of the node that it came from.
  static func told(_ error: any Problem, of node: ONNXNodeProto) -> any Error {
    let which = "the node \(name(node)), \(node.opType.quoted()): "
    return switch error {
    case let error as ONNXError: ONNXError(error.kind, which + error.message)
    case let error as ShapeError: ONNXError(.damaged, which + error.reason)
    case let error as AutodiffError: ONNXError(.damaged, which + error.message)
    default: error
    }
  }

  /// A node's name in messages.
  static func name(_ node: ONNXNodeProto) -> String {
    (node.name.isEmpty ? node.output.first ?? "" : node.name).quoted()
  }

  /// `MaxPool` as `max_pool`, as operations are called. A node that was computed is known not to be
  /// the table's operation of that name, and has another one.
  static func op(_ node: ONNXNodeProto, isComputed: Bool) -> String {
    let name = snake(node.opType)
    guard ONNXModel.domain(node.domain).isEmpty else { return name }
    if node.opType == "Constant" { return "constant" }
    guard isComputed else { return drawnAs[node.opType] ?? name }
    return Operation[name].family == .other ? name : "onnx_\(name)"
  }

  /// The operations that a node without numbers is drawn as.
  private static let drawnAs = [
    "Conv": "conv2d", "MaxPool": "max_pool2d", "AveragePool": "avg_pool2d",
    "BatchNormalization": "batch_norm", "LayerNormalization": "layer_norm",
    "GlobalAveragePool": "mean", "ReduceMean": "mean", "ReduceSum": "sum", "ReduceMax": "max",
    "ReduceMin": "min", "Clip": "clamp", "Expand": "broadcast", "Gemm": "gemm",
    "HardSwish": "hardswish", "ReduceLogSumExp": "logsumexp", "ReduceL2": "norm",
  ]

  /// Words of a name that begins each with a capital: `ReduceLogSumExp` as `reduce_log_sum_exp`.
  static func snake(_ name: String) -> String {
    var result = ""
    var previous: Character = "_"
    let characters = Array(name)
    for (index, character) in characters.enumerated() {
      let next = index + 1 < characters.count ? characters[index + 1] : "_"
      let begins =
        character.isUppercase
        && (previous.isLowercase || previous.isNumber
          || previous.isUppercase && next.isLowercase)
      if begins, !result.isEmpty { result += "_" }
      result += character.lowercased()
      previous = character
    }
    return result.isEmpty ? "node" : result
  }

  /// The modules that an exporter says a node was made in, and the function there: `layer1/0/conv1` and
  /// `conv2d` of a node whose `pkg.torch.onnx.name_scopes` are `['', 'layer1', 'layer1.0', 'layer1.0.conv1',
  /// 'conv2d_3']`, as PyTorch's newer exporter writes them beside names that count its functions.
  static func origin(of node: ONNXNodeProto) -> (modules: String, function: String)? {
    guard
      let text = node.metadataProps.first(where: { $0.key == "pkg.torch.onnx.name_scopes" })?.value,
      text.hasPrefix("['"), text.hasSuffix("']"), !text.contains("\\")
    else { return nil }
    // The last two are enough: each module's name begins with that of the one around it.
    let names = text.dropFirst(2).dropLast(2)
      .split(separator: "', '", omittingEmptySubsequences: false).suffix(2)
    guard names.count == 2, let modules = names.first, let last = names.last,
      !names.contains(where: { $0.contains("'") })
    else { return nil }
    let function = last.replacing(/_[0-9]+$/, with: "")
    guard !function.isEmpty else { return nil }
    let path = modules.split(separator: ".").joined(separator: "/")
    return (path, String(function))
  }

  /// The last part of an exporter's path of modules: `Conv` of `/layer1/conv1/Conv`.
  static func shortName(_ name: String) -> String? {
    guard let mark = name.lastIndex(of: "/"), name.index(after: mark) < name.endIndex else {
      let parts = name.split(separator: ".")
      return parts.count > 1 ? parts.last.map(String.init) : nil
    }
    return String(name[name.index(after: mark)...])
  }

  /// A path of modules in the scope of the graph that they are in.
  static func scope(_ modules: String, in scope: ModelScope) -> String? {
    let path = [scope.path, modules].filter { !$0.isEmpty }.joined(separator: "/")
    return path.isEmpty ? nil : path
  }

  /// The modules of an exporter's path: `layer1/conv1` of `/layer1/conv1/Conv`, and of the
  /// parameter `layer1.conv1.weight`.
  static func scope(of name: String, in scope: ModelScope, isLeaf: Bool) -> String? {
    var parts = name.split(separator: "/").map(String.init)
    if isLeaf, parts.count < 2 { parts = name.split(separator: ".").map(String.init) }
    return Self.scope(parts.dropLast().joined(separator: "/"), in: scope)
  }

  /// What a node is told, as graph files write it; tensors and graphs by their names alone.
  static func attributes(_ node: ONNXNodeProto) -> JSONObject {
    var attributes: JSONObject = [:]
    for attribute in node.attribute {
      let value: JSONValue? =
        switch attribute.type {
        case 1: .number("\(attribute.f)")
        case 2: .number("\(attribute.i)")
        case 3: .string(String(decoding: attribute.s, as: UTF8.self))
        case 6: .array(attribute.floats.map { $0.isFinite ? .number("\($0)") : .string("\($0)") })
        case 7: .array(attribute.ints.map { .number("\($0)") })
        case 8: .array(attribute.strings.map { .string(String(decoding: $0, as: UTF8.self)) })
        default: nil
        }
      if let value { attributes[attribute.name] = value }
    }
    if let f = node.attribute.first(where: { $0.type == 1 && !$0.f.isFinite }) {
      attributes[f.name] = .string("\(f.f)")
    }
    return attributes
  }
}
