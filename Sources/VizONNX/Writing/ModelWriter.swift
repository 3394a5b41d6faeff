import Foundation
import SwiftProtobuf
import VizAutodiff
import VizBase
import VizTensor

/// Turns a recording into the nodes and initializers of a model's graph.
///
/// The recording is there twice, for two and for three examples. A node's shapes are those of the
/// first, and where the second has another extent, the number of examples stands.
struct ModelWriter<Scalar: TensorScalar> {
  typealias Node = TapeNode<Scalar>

  private let recording, other: ONNXModel.Recording<Scalar>
  private(set) var nodes: [ONNXNodeProto] = []
  private var initializers: [ONNXTensorProto] = []
  private var counts: [String: Int] = [:]
  private var taken: Set<String> = []
  private var lists: [[Int]: String] = [:]
  /// What the values of the tape's nodes are called in the model.
  private var values: [Int: String] = [:]
  /// The number of examples, as a vector of one; asked for where something needs it.
  private var examples: String?
  /// The scope of the node that is being written.
  private var scope: String?

  /// - Throws: ``ONNXError`` where the two are not the same function.
  init(_ recording: ONNXModel.Recording<Scalar>, _ other: ONNXModel.Recording<Scalar>) throws {
    self.recording = recording
    self.other = other
    let (a, b) = (recording.output, other.output)
    guard a.index == b.index, recording.input.index == other.input.index,
      zip(a.tape.nodes[...a.index], b.tape.nodes[...b.index]).allSatisfy({
        $0.op == $1.op && $0.inputs == $1.inputs && $0.value.shape.rank == $1.value.shape.rank
      })
    else {
      throw ONNXError(
        .unsupported,
        "what is computed depends on how many examples there are, and a model has one"
          + " graph for all")
    }
  }

  /// The graph of all that the output is computed from.
  mutating func graph(named name: String) throws -> ONNXGraphProto {
    let (input, output) = (recording.input, recording.output)
    var isNeeded = Set([output.index])
    for index in (0...output.index).reversed() where isNeeded.contains(index) {
      isNeeded.formUnion(recording.output.tape.nodes[index].inputs)
    }
    guard isNeeded.contains(input.index) else {
      throw ONNXError(.unsupported, "the output does not depend on the input")
    }
    let inputName = unused(input.name ?? "x")
    values[input.index] = inputName
    for index in isNeeded.sorted() where index != input.index {
      let node = output.tape.nodes[index]
      scope = node.scope
      values[index] = try write(node, at: index)
    }
    scope = nil
    let outputName = unused(output.name ?? "scores")
    nodes.append(
      .with {
        $0.opType = "Identity"
        $0.name = unused("/Identity")
        $0.input = [value(of: output.index)]
        $0.output = [outputName]
      })
    return .with {
      $0.name = name
      $0.node = nodes
      $0.initializer = initializers
      $0.input = [info(inputName, input.index)]
      $0.output = [info(outputName, output.index)]
    }
  }

  private func info(_ name: String, _ index: Int) -> ONNXValueInfoProto {
    let extents = recording.output.tape.nodes[index].value.shape.extents
    let open = openAxes(at: index)
    return .with {
      $0.name = name
      $0.type.tensorType.elemType = Self.type.rawValue
      $0.type.tensorType.shape.dim = extents.enumerated().map { axis, extent in
        .with {
          if open.contains(axis) { $0.dimParam = "batch" } else { $0.dimValue = Int64(extent) }
        }
      }
    }
  }

  // MARK: What a node is

  /// What a node of the tape is called in the model.
  func value(of index: Int) -> String { values[index] ?? "" }

  /// The value of a node for two examples.
  func shape(of index: Int) -> Shape { recording.output.tape.nodes[index].value.shape }

  /// The axes of a node's value that the number of examples is the extent of.
  func openAxes(at index: Int) -> [Int] {
    let (a, b) = (shape(of: index).extents, other.output.tape.nodes[index].value.shape.extents)
    return a.indices.filter { a[$0] != b[$0] }
  }

  /// The node's attributes for two and for three examples.
  func attributes(at index: Int) -> (two: [String: Attribute], three: [String: Attribute]) {
    func attributes(_ node: Node) -> [String: Attribute] {
      if case .primitive(let primitive) = node.origin { primitive.attributes } else { [:] }
    }
    return (
      attributes(recording.output.tape.nodes[index]), attributes(other.output.tape.nodes[index])
    )
  }

  private mutating func write(_ node: Node, at index: Int) throws -> String {
    guard case .primitive(let primitive) = node.origin else { return try writeLeaf(node, index) }
    return try write(primitive, of: node, at: index)
  }

  private mutating func writeLeaf(_ node: Node, _ index: Int) throws -> String {
    let tape = recording.output.tape
    let name = tape.name(of: index) ?? (node.scope.map { "\($0)/" } ?? "") + node.op
    let twin = other.output.tape.nodes[index].value
    let open = openAxes(at: index)
    guard !open.isEmpty else {
      guard node.value.elements.elementsEqual(twin.elements, by: Self.areSame) else {
        throw Self.dependent(name)
      }
      return add(node.value, named: name)
    }
    // Of what is the same for each example, one is kept, and repeated.
    let kept = node.value.shape.reduced(over: open)
    let one = try node.value[TensorSlice(starts: kept.extents.map { _ in 0 }, stops: kept.extents)]
    for (whole, shape) in [(node.value, node.value.shape), (twin, twin.shape)] {
      guard
        try one.broadcast(to: shape).elements.elementsEqual(whole.elements, by: Self.areSame)
      else { throw Self.dependent(name) }
    }
    let row = add(one, named: name)
    return emit("Expand", [row, try extents(ofShape: node.value.shape.extents, open: open)])
  }

  private static func areSame(_ a: Scalar, _ b: Scalar) -> Bool { a == b || (a != a && b != b) }

  private static func dependent(_ name: String) -> ONNXError {
    ONNXError(
      .unsupported,
      "\(name.quoted()) depends on how many examples there are, which a model's constant cannot")
  }

  // MARK: Writing

  /// Adds a node; the result is the name of its value.
  mutating func emit(
    _ op: String, _ inputs: [String], _ attributes: [String: Attribute] = [:]
  ) -> String {
    let name = unused((scope.map { "/\($0)" } ?? "") + "/\(op)")
    let output = "\(name)_output_0"
    nodes.append(
      .with {
        $0.opType = op
        $0.name = name
        $0.input = inputs
        $0.output = [output]
        $0.attribute = attributes.sorted { $0.key < $1.key }.map(Self.attribute)
      })
    return output
  }

  private static func attribute(_ name: String, _ value: Attribute) -> ONNXAttributeProto {
    .with {
      $0.name = name
      switch value {
      case .double(let number):
        $0.f = Float(number)
        $0.type = 1
      case .int(let number):
        $0.i = Int64(number)
        $0.type = 2
      case .bool(let flag):
        $0.i = flag ? 1 : 0
        $0.type = 2
      case .string(let text):
        $0.s = Data(text.utf8)
        $0.type = 3
      case .doubles(let numbers):
        $0.floats = numbers.map(Float.init)
        $0.type = 6
      case .ints(let numbers):
        $0.ints = numbers.map(Int64.init)
        $0.type = 7
      }
    }
  }

  /// A vector of whole numbers that the model carries, once for all that ask for it.
  mutating func list(_ numbers: [Int]) -> String {
    if let name = lists[numbers] { return name }
    let name = unused("numbers")
    lists[numbers] = name
    initializers.append(
      .with {
        $0.name = name
        $0.dims = [Int64(numbers.count)]
        $0.dataType = ElementType.int64.rawValue
        $0.rawData = Self.littleEndian(numbers.map { UInt64(bitPattern: Int64($0)) })
      })
    return name
  }

  /// A shape whose open axes are as long as there are examples.
  mutating func extents(ofShape extents: [Int], open: [Int]) throws -> String {
    guard !open.isEmpty else { return list(extents) }
    let examples =
      self.examples
      ?? outside { writer in
        writer.emit(
          "Shape", [writer.value(of: writer.recording.input.index)], ["start": 0, "end": 1])
      }
    self.examples = examples
    let parts = extents.indices.map { open.contains($0) ? examples : list([extents[$0]]) }
    return emit("Concat", parts, ["axis": 0])
  }

  private mutating func outside<Result>(_ body: (inout ModelWriter) -> Result) -> Result {
    let inner = scope
    scope = nil
    defer { scope = inner }
    return body(&self)
  }

  /// Adds a tensor that the model carries.
  mutating func add(_ tensor: Tensor<Scalar>, named wish: String) -> String {
    let name = unused(wish)
    initializers.append(
      .with {
        $0.name = name
        $0.dims = tensor.shape.extents.map(Int64.init)
        $0.dataType = Self.type.rawValue
        $0.rawData =
          Self.type == .double
          ? Self.littleEndian(tensor.elements.map(\.asDouble.bitPattern))
          : Self.littleEndian(tensor.elements.map { Float($0.asDouble).bitPattern })
      })
    return name
  }

  private static func littleEndian<Word: FixedWidthInteger>(_ words: [Word]) -> Data {
    words.map(\.littleEndian).withUnsafeBytes { Data($0) }
  }

  static var type: ElementType { Scalar.self == Double.self ? .double : .float }

  /// The name, with a number where it is taken.
  private mutating func unused(_ wish: String) -> String {
    var name = wish
    while !taken.insert(name).inserted {
      counts[wish, default: 0] += 1
      name = "\(wish)_\(counts[wish, default: 0])"
    }
    return name
  }
}
