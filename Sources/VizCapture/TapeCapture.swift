import VizAutodiff
import VizTensor
import VizTrace

/// Turns the part of a tape that an output depends on into the nodes of a graph.
struct TapeCapture<Scalar: TensorScalar> {
  private let tape: Tape<Scalar>
  private let output: Int
  /// The captured positions on the tape, ascending.
  private let indices: [Int]
  private let ids: [Int: String]

  init(_ output: Variable<Scalar>) {
    tape = output.tape
    self.output = output.index
    indices = Self.ancestors(of: output.index, on: output.tape)
    ids = Self.ids(of: indices, on: output.tape)
  }

  private static func ancestors(of output: Int, on tape: Tape<Scalar>) -> [Int] {
    var isAncestor = [Bool](repeating: false, count: output + 1)
    isAncestor[output] = true
    for index in isAncestor.indices.reversed() where isAncestor[index] {
      for input in tape.nodes[index].inputs { isAncestor[input] = true }
    }
    return isAncestor.indices.filter { isAncestor[$0] }
  }

  /// A unique id for every node: the name that it was given, where no other node has it before.
  private static func ids(of indices: [Int], on tape: Tape<Scalar>) -> [Int: String] {
    var ids: [Int: String] = [:]
    var taken: Set<String> = [""]
    for index in indices {
      if let name = tape.name(of: index), taken.insert(name).inserted { ids[index] = name }
    }
    var counts: [String: Int] = [:]
    for index in indices where ids[index] == nil {
      let op = tape.nodes[index].op
      var id: String
      repeat {
        counts[op, default: 0] += 1
        id = "\(op)\(counts[op, default: 0])"
      } while !taken.insert(id).inserted
      ids[index] = id
    }
    return ids
  }

  func graph(
    name: String?, derivatives: Derivatives<Scalar>
  ) throws -> ComputationGraph {
    ComputationGraph(
      name: name, nodes: try indices.map { try node(at: $0, derivatives) },
      outputs: [id(of: output)])
  }

  private func id(of index: Int) -> String { ids[index] ?? "" }

  private func node(
    at index: Int, _ derivatives: Derivatives<Scalar>
  ) throws -> Node {
    let node = tape.nodes[index]
    let id = id(of: index)
    let derivative = derivatives.at(index) ?? .zeros(node.value.shape)
    // The slope in a constant may be undefined, as that of (-3)^2 in its exponent is; nothing
    // moves along it.
    let isUndefined = node.leafKind == .constant && derivative.elements.contains { $0.isNaN }
    let name = tape.name(of: index)
    return Node(
      id: id, op: node.op, inputs: node.inputs.map(self.id),
      label: name == id ? nil : name, scope: node.scope, shape: node.value.shape.extents,
      dtype: DType(rawValue: Scalar.dtypeName), value: data(node.value),
      gradient: isUndefined ? nil : data(derivative),
      local: node.inputs.isEmpty ? nil : try locals(at: index), attributes: attributes(of: node),
      role: role(of: index))
  }

  private func data(_ tensor: Tensor<Scalar>) -> TensorData {
    .elements(tensor.elements.map { Double($0) }, shape: tensor.shape.extents)
  }

  private func role(of index: Int) -> Role? {
    switch tape.nodes[index].leafKind {
    case .data: .data
    case .parameter: .parameter
    case .constant: .constant
    case nil: index == output ? .output : nil
    }
  }

  private func attributes(of node: TapeNode<Scalar>) -> JSONObject {
    var attributes: JSONObject = [:]
    guard case .primitive(let primitive) = node.origin else { return attributes }
    for (key, value) in primitive.attributes.sorted(by: { $0.key < $1.key }) {
      attributes[key] = value.json
    }
    return attributes
  }

  // MARK: - Local derivatives

  private func locals(at index: Int) throws -> [LocalDerivative?] {
    let node = tape.nodes[index]
    let inputs = node.inputs.map { tape.nodes[$0] }
    let areScalars = node.value.shape.isScalar && inputs.allSatisfy { $0.value.shape.isScalar }
    return try inputs.indices.map { position in
      guard areScalars else { return text(at: index, position).map(LocalDerivative.text) }
      guard case .primitive(let primitive) = node.origin, primitive.vjp != nil,
        let slope = try tape.vjp(1, of: index, to: position).scalar
      else { return nil }
      return slope.isNaN && inputs[position].leafKind == .constant ? nil : .number(Double(slope))
    }
  }

  /// What the cotangent is multiplied by, where a few letters say it.
  private func text(at index: Int, _ position: Int) -> String? {
    let node = tape.nodes[index]
    let letters = node.inputs.map { tape.name(of: $0).flatMap { $0.count <= 2 ? $0 : nil } }
    switch (node.op, position) {
    case ("add", _), ("sum", _), ("sub", 0): return "1"
    case ("sub", 1), ("neg", _): return "−1"
    case ("mul", _), ("dot", _): return letters[1 - position]
    case ("matmul", _): return letters[1 - position].map { "\($0)ᵀ" }
    default: return nil
    }
  }
}
