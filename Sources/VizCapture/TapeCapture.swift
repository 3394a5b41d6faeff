import VizAutodiff
import VizBase
import VizTensor
import VizTrace

/// Turns the part of a tape that an output depends on into the nodes of a graph.
struct TapeCapture<Scalar: TensorScalar> {
  private let tape: Tape<Scalar>
  private let output: Int
  /// The captured positions on the tape, ascending.
  let indices: [Int]
  private let ids: [Int: String]
  /// Whether constants have a gradient too, although nothing moves along them.
  private let withConstants: Bool
  /// How many elements a tensor has at most of which a step's graph tells all; more for parameters.
  private let mostElements: Int

  init(_ output: Variable<Scalar>, withConstants: Bool = false) {
    tape = output.tape
    self.withConstants = withConstants
    self.output = output.index
    indices = Self.ancestors(of: output.index, on: output.tape)
    ids = Self.ids(of: indices, on: output.tape)
    let nodes = output.tape.nodes
    mostElements = Self.mostElements(
      of: indices.compactMap {
        nodes[$0].leafKind == .parameter ? nil : nodes[$0].value.shape.elementCount
      })
  }

  /// The greatest size of which all tensors, and of all that are smaller, values and gradients can be
  /// told: the thousands of nodes of an unrolled network would make a file that nothing reads.
  static func mostElements(of counts: [Int]) -> Int {
    var (left, most) = (mostTogether, 1)
    var rest = counts.sorted()[...]
    while let size = rest.first, size <= mostAlone {
      let alike = rest.prefix { $0 == size }.count
      left -= 2 * alike * size
      if left < 0 { break }
      most = max(most, size)
      rest.removeFirst(alike)
    }
    return most
  }

  private static var mostAlone: Int { 1 << 16 }
  private static var mostTogether: Int { 1 << 21 }

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
      name: name,
      nodes: try indices.map { index in
        let value = tape.nodes[index].value
        let derivative = derivatives.at(index) ?? .zeros(value.shape)
        // The slope in a constant may be undefined, as that of (-3)^2 in its exponent is.
        let isShown =
          tape.nodes[index].leafKind != .constant
          || withConstants && !derivative.elements.contains { $0.isNaN }
        var node = node(at: index)
        node.value = data(value)
        node.gradient = isShown ? data(derivative) : nil
        node.local = node.inputs.isEmpty ? nil : try locals(at: index)
        return node
      }, outputs: [id(of: output)])
  }

  /// The graph with what another run of the recording computed.
  func graph(
    name: String?, value: (_ index: Int) -> TensorData?, gradient: (_ index: Int) -> TensorData?
  ) -> ComputationGraph {
    ComputationGraph(
      name: name,
      nodes: indices.map { index in
        var node = node(at: index)
        node.value = value(index)
        node.gradient = gradient(index)
        if !node.inputs.isEmpty {
          node.local = node.inputs.indices.map { text(at: index, $0).map(LocalDerivative.text) }
        }
        return node
      }, outputs: [id(of: output)])
  }

  /// The graph with the numbers of a step, of the nodes at some indices of the tape or of all.
  func graph(of values: StepValues<Scalar>, at indices: Set<Int>? = nil) -> ComputationGraph {
    func isTaken(_ index: Int) -> Bool { indices?.contains(index) ?? true }
    return graph(
      name: nil,
      value: { index in
        isTaken(index) ? values.withValue(at: index) { data(at: index, $0) } : nil
      },
      gradient: { index in
        isTaken(index) ? values.withGradient(at: index) { data(at: index, $0) } : nil
      })
  }

  func id(of index: Int) -> String { ids[index] ?? "" }

  /// A node without its numbers.
  private func node(at index: Int) -> Node {
    let node = tape.nodes[index]
    let id = id(of: index)
    let name = tape.name(of: index)
    return Node(
      id: id, op: node.op, inputs: node.inputs.map(self.id),
      label: name == id ? nil : name, scope: node.scope, shape: node.value.shape.extents,
      dtype: DType(rawValue: Scalar.dtypeName), attributes: attributes(of: node),
      look: look(of: node), role: role(of: index))
  }

  private func data(_ tensor: Tensor<Scalar>) -> TensorData {
    .elements(tensor.elements.map { Double($0) }, shape: tensor.shape.extents)
  }

  /// What a graph tells of elements: all of them, or of very many a summary.
  func data(at index: Int, _ elements: UnsafeBufferPointer<Scalar>) -> TensorData {
    let most =
      tape.nodes[index].leafKind == .parameter ? Self.mostAlone : mostElements
    guard elements.count <= most else {
      return .summary(TensorSummary(Statistics(capturing: elements)))
    }
    return .elements(elements.map(\.asDouble), shape: tape.nodes[index].value.shape.extents)
  }

  private func role(of index: Int) -> Role? {
    switch tape.nodes[index].leafKind {
    case .data: .data
    case .parameter: .parameter
    case .constant: .constant
    case nil: index == output ? .output : nil
    }
  }

  private func look(of node: TapeNode<Scalar>) -> OperationLook? {
    if case .primitive(let primitive) = node.origin { primitive.look } else { nil }
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
    return Operation[node.op].factor(at: position, letters: letters)
  }
}
