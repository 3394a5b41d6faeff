import VizEvents
import VizTensor
import VizTrace

/// The last captured steps in full.
///
/// Those that were recorded on tapes of their own are kept as they are, which costs nothing. What a
/// program computes is overwritten by its next run, and has to be copied, which costs as much as
/// measuring it: of steps that follow one another only one in so many is, and the last one that is due.
final class StepRing<Scalar: TensorScalar> {
  private struct Step {
    var number: Int
    /// Where the copied elements are; nil for what is kept as it is.
    var slot: Int?
    var graph: () -> ComputationGraph
  }

  // The layout has the ring.
  private unowned let layout: CaptureLayout<Scalar>
  /// How many bytes the steps may take.
  let bytes: Int
  private let count, interval: Int
  private let schedule: StepSchedule
  private var steps: [Step] = []
  /// The copies.
  private var memory: [[Scalar]] = []
  private var turn = 0

  /// Nil where the bytes do not hold one step.
  init?(_ layout: CaptureLayout<Scalar>, _ policy: CapturePolicy, bytes: Int) {
    self.layout = layout
    let perStep = 2 * layout.entries.reduce(0) { $0 + $1.count }
    let bytesPerStep = perStep * MemoryLayout<Scalar>.stride
    count = min(policy.ringSteps, perStep > 0 ? bytes / bytesPerStep : 0)
    self.bytes = count * bytesPerStep
    interval = max(policy.ringInterval, 1)
    schedule = policy.steps
    guard count > 0 else { return nil }
  }

  func keep(_ values: StepValues<Scalar>, step: Int) {
    let (capture, taken) = (layout.capture, layout.taken)
    guard let program = values.program else {
      append(Step(number: step) { capture.graph(of: values, at: taken) })
      return
    }
    defer { turn += 1 }
    // Of a step that another due one follows at once, either is there to the end.
    let isAlone = !schedule.contains(step &+ 1)
    guard !values.lastUntilNextRun || turn.isMultiple(of: interval) || isAlone else { return }
    let binding = layout.binding(to: program)
    let slot = freeSlot()
    copy(binding.tensors, to: slot)
    let starts = binding.tensors.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    let (entries, rows) = (layout.entries, binding.rows)
    let rowsByNode = Dictionary(
      uniqueKeysWithValues: entries.indices.map { (entries[$0].index, rows[$0]) })
    append(
      Step(number: step, slot: slot) { [unowned self] in
        func data(_ index: Int, _ tensor: Int?) -> TensorData? {
          guard let tensor else { return nil }
          return self.memory[slot].withUnsafeBufferPointer {
            capture.data(
              at: index,
              UnsafeBufferPointer(rebasing: $0[starts[tensor]..<starts[tensor + 1]]))
          }
        }
        return capture.graph(
          name: nil, value: { data($0, rowsByNode[$0]?.value) },
          gradient: { data($0, rowsByNode[$0]?.gradient) })
      })
  }

  private func append(_ step: Step) {
    if steps.count == count { steps.removeFirst() }
    steps.append(step)
  }

  /// A place that no step has that stays.
  private func freeSlot() -> Int {
    if steps.count == count, let slot = steps.first?.slot { return slot }
    memory.append([])
    return memory.count - 1
  }

  private func copy(_ tensors: [UnsafeBufferPointer<Scalar>], to slot: Int) {
    if memory[slot].isEmpty {
      let total = tensors.reduce(0) { $0 + $1.count }
      memory[slot] = Array(unsafeUninitializedCapacity: total) { elements, count in
        for tensor in tensors {
          _ = elements[count..<count + tensor.count].initialize(fromContentsOf: tensor)
          count += tensor.count
        }
      }
      return
    }
    memory[slot].withUnsafeMutableBufferPointer { elements in
      var start = 0
      for tensor in tensors {
        _ = elements[start..<start + tensor.count].update(fromContentsOf: tensor)
        start += tensor.count
      }
    }
  }

  /// The graphs of the steps that are kept and came before another.
  func graphs(before step: Int) -> [(step: Int, graph: ComputationGraph)] {
    steps.filter { $0.number < step }.map { ($0.number, $0.graph()) }
  }

  /// The graph of one of them.
  func graph(of step: Int) -> ComputationGraph? {
    steps.last { $0.number == step }?.graph()
  }
}
