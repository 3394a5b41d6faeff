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
  /// The nodes that are taken, and those of which whole tensors are, in the order of computation.
  let entries, wholes: [Entry]
  /// The positions of the nodes that are taken.
  let taken: Set<Int>
  let names: NodeTable.Names
  /// The leaves that training changes, and which of the entries they are.
  let parameters: [(entry: Entry, row: Int?)]
  /// By position on the tape.
  private let parameterRows: [Int: Int]
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
    let entries = chosen(policy.nodes)
    self.entries = entries
    taken = Set(entries.map(\.index))
    wholes = policy.tensorSteps == .none ? [] : chosen(policy.tensorNodes)
    names = NodeTable.Names(entries.map(\.id))
    let rows = Dictionary(
      uniqueKeysWithValues: entries.indices.map { (entries[$0].index, $0) })
    parameters = nodes.map(\.entry).filter(\.isParameter).map { ($0, rows[$0.index]) }
    parameterRows = rows.filter { entries[$0.value].isParameter }
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
  func row(ofParameter leaf: Int) -> Int? { parameterRows[leaf] }

  /// Where a program has the entries' numbers.
  func binding(to program: TapeProgram<Scalar>) -> ProgramBinding<Scalar> {
    if let binding, binding.program === program { return binding }
    let new = ProgramBinding(program, self)
    binding = new
    return new
  }
}

/// Where a program has the numbers of a layout's entries: looked up once, as they stay there.
final class ProgramBinding<Scalar: TensorScalar> {
  let program: TapeProgram<Scalar>
  /// The tensors, each once, though several nodes may hold it.
  let tensors: [UnsafeBufferPointer<Scalar>]
  let rows: [NodeTable.Row]
  /// The gradients of parameters: all of them, and those that no entry has.
  let gradients, otherGradients: [UnsafeBufferPointer<Scalar>]

  private struct Place: Hashable {
    var start: UnsafeRawPointer?
    var count: Int
  }

  init(_ program: TapeProgram<Scalar>, _ layout: CaptureLayout<Scalar>) {
    self.program = program
    var tensors: [UnsafeBufferPointer<Scalar>] = []
    var places: [Place: Int] = [:]
    func number(_ elements: UnsafeBufferPointer<Scalar>?) -> Int? {
      guard let elements else { return nil }
      let place = Place(start: UnsafeRawPointer(elements.baseAddress), count: elements.count)
      if let known = places[place] { return known }
      places[place] = tensors.count
      tensors.append(elements)
      return tensors.count - 1
    }
    rows = layout.entries.map { entry in
      NodeTable.Row(
        value: number(program.valueElements(of: entry.index)),
        gradient: number(program.gradientElements(of: entry.index)))
    }
    self.tensors = tensors
    gradients = layout.parameters.compactMap { program.gradientElements(of: $0.entry.index) }
    otherGradients = layout.parameters.filter { $0.row == nil }
      .compactMap { program.gradientElements(of: $0.entry.index) }
  }
}
