import VizAutodiff
import VizTensor
import VizTrace

/// What a recorder knows of one recording: which nodes it takes, and what they are called.
final class CaptureLayout<Scalar: TensorScalar> {
  struct Entry {
    let index: Int
    let id: Node.ID
    let count: Int
    let isParameter: Bool
  }

  let capture: TapeCapture<Scalar>
  /// The nodes that are taken, and those of which whole tensors are, in the order of computation.
  let entries, wholes: [Entry]
  /// The leaves that training changes.
  let parameters: [Entry]
  /// By position on the tape.
  let parameterIDs: [Int: Node.ID]
  private let tape: Tape<Scalar>
  private let output: Int

  init(_ output: Variable<Scalar>, _ policy: CapturePolicy) {
    let capture = TapeCapture(output)
    let tape = output.tape
    let nodes = capture.indices.map { index in
      let node = tape.nodes[index]
      let entry = Entry(
        index: index, id: capture.id(of: index), count: node.value.shape.count,
        isParameter: node.leafKind == .parameter)
      return (entry: entry, node: node)
    }
    func chosen(_ choice: CapturePolicy.Nodes) -> [Entry] {
      nodes.filter { entry, node in
        node.leafKind != .constant
          && choice.contains(id: entry.id, scope: node.scope, isParameter: entry.isParameter)
      }.map(\.entry)
    }
    self.capture = capture
    self.tape = tape
    self.output = output.index
    entries = chosen(policy.nodes)
    wholes = policy.tensorSteps == .none ? [] : chosen(policy.tensorNodes)
    parameters = nodes.map(\.entry).filter(\.isParameter)
    parameterIDs = Dictionary(uniqueKeysWithValues: parameters.map { ($0.index, $0.id) })
  }

  /// Whether another recording has the same nodes, as one has that was made anew by the same code.
  func fits(_ other: Variable<Scalar>) -> Bool {
    if other.tape === tape { return other.index == output }
    let nodes = tape.nodes
    let others = other.tape.nodes
    guard other.index == output, others.count == nodes.count else { return false }
    return zip(nodes, others).allSatisfy {
      $0.op == $1.op && $0.inputs == $1.inputs && $0.value.shape == $1.value.shape
    }
  }
}
