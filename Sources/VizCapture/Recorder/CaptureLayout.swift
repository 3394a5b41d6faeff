import VizAutodiff
import VizEvents
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
  /// The nodes that are taken, in the order of computation.
  let entries: [Entry]
  /// The indices on the tape of the nodes that are taken, and of those of which whole tensors are.
  let taken, wholes: Set<Int>
  let names: StepStatistics.Names
  /// The leaves that training changes, and which of the entries they are.
  let parameters: [(entry: Entry, row: Int?)]
  /// Which of the entries are parameters.
  let parameterRows: [Int]
  /// The same by index on the tape; -1 for what is none.
  private let rowsOfParameters: [Int]
  /// Where each entry that is a parameter started; empty before that is known.
  var origins: [[Scalar]?] = []
  /// The last steps that were taken by the layout; nil before there is one, or room for it.
  var ring: StepRing<Scalar>?
  private let tape: Tape<Scalar>
  private let output: Int
  private var binding: ProgramBinding<Scalar>?

  init(_ output: Variable<Scalar>, _ policy: CapturePolicy) {
    let capture = TapeCapture(output)
    let tape = output.tape
    let nodes = capture.indices.map { index in
      let node = tape.nodes[index]
      let entry = Entry(
        index: index, id: capture.id(of: index), count: node.value.shape.elementCount,
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
    let entries = chosen(policy.nodes)
    self.entries = entries
    taken = Set(entries.map(\.index))
    wholes = policy.tensorSteps == .none ? [] : Set(chosen(policy.tensorNodes).map(\.index))
    names = StepStatistics.Names(entries.map(\.id))
    let rows = Dictionary(
      uniqueKeysWithValues: entries.indices.map { (entries[$0].index, $0) })
    parameters = nodes.map(\.entry).filter(\.isParameter).map { ($0, rows[$0.index]) }
    parameterRows = parameters.compactMap(\.row)
    var rowsOfParameters = [Int](repeating: -1, count: tape.nodes.count)
    for row in parameterRows { rowsOfParameters[entries[row].index] = row }
    self.rowsOfParameters = rowsOfParameters
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

  /// Which of the entries a parameter's leaf is.
  func row(ofParameter leaf: Int) -> Int? {
    guard rowsOfParameters.indices.contains(leaf), rowsOfParameters[leaf] >= 0 else { return nil }
    return rowsOfParameters[leaf]
  }

  /// Where a parameter started, if that is known.
  func origin(of row: Int) -> [Scalar]? { row < origins.count ? origins[row] : nil }

  /// Where a program has the entries' numbers.
  func binding(to program: TapeProgram<Scalar>) -> ProgramBinding<Scalar> {
    if let binding, binding.program === program { return binding }
    let new = ProgramBinding(program, self)
    binding = new
    return new
  }
}
