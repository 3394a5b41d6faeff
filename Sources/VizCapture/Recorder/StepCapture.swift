import VizAutodiff
import VizEvents
import VizTensor
import VizTrace

/// Takes the steps of a training of one precision: knows the kinds of steps that have come up, where
/// their numbers lie and where the parameters started, and keeps the last steps in full.
final class StepCapture<Scalar: TensorScalar> {
  private let policy: CapturePolicy
  private var layouts: [CaptureLayout<Scalar>] = []
  /// The layout of the last step, and of the last captured one.
  private(set) var current, captured: CaptureLayout<Scalar>?
  /// The last step of a program, as long as that has not run again.
  private var held: HeldStep?
  private var starts: [Node.ID: [Scalar]] = [:]

  /// A program's step that can still be looked at.
  private struct HeldStep {
    let step: RecordedStep<Scalar>
    let binding: ProgramBinding<Scalar>
    /// How often the program had run with the step.
    let run: Int
    /// Whether it was only passed over for the budget.
    let isMissing: Bool

    var isThere: Bool { binding.program.runs == run }
  }

  init(_ policy: CapturePolicy) { self.policy = policy }

  /// A step of which `values` are the numbers.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func step(_ number: Int, _ values: StepValues<Scalar>) -> RecordedStep<Scalar> {
    let layout = layout(for: values)
    current = layout
    return RecordedStep(
      number: number, values: values, layout: layout,
      binding: values.program.map { layout.binding(to: $0) })
  }

  private func layout(for values: StepValues<Scalar>) -> CaptureLayout<Scalar> {
    if let current, current.fits(values.output) { return current }
    if let known = layouts.first(where: { $0.fits(values.output) }) { return known }
    let layout = CaptureLayout(values.output, policy)
    // The last batch of an epoch is smaller; more kinds of recordings would be a loop's own.
    if layouts.count >= 8 { layouts.removeFirst() }
    layouts.append(layout)
    return layout
  }

  /// Takes the statistics of a step.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func capture(_ step: RecordedStep<Scalar>) -> CapturedStep {
    let table = step.measure()
    if step.layout.origins.isEmpty { findOrigins(step) }
    captured = step.layout
    return CapturedStep(
      number: step.number, table: table, parameterRows: step.layout.parameterRows)
  }

  /// Remembers a step that stays until the program runs again.
  ///
  /// - Parameter isMissing: Whether it was only passed over for the budget.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func hold(_ step: RecordedStep<Scalar>, isMissing: Bool) {
    guard let binding = step.binding, step.values.lastUntilNextRun else {
      held = nil
      return
    }
    held = HeldStep(step: step, binding: binding, run: binding.program.runs, isMissing: isMissing)
  }

  // MARK: - Origins

  /// Says where a parameter started.
  func setStart(of node: Node.ID, _ elements: [Scalar]) {
    starts[node] = elements
    for layout in layouts { layout.origins = [] }
  }

  /// Notes where the parameters started; what nobody said starts now.
  private func findOrigins(_ step: RecordedStep<Scalar>) {
    step.layout.origins = step.layout.entries.map { entry in
      guard entry.isParameter else { return nil }
      if starts[entry.id] == nil {
        starts[entry.id] = step.values.withValue(at: entry.index) { Array($0) }
      }
      return starts[entry.id]
    }
  }

  // MARK: - The last steps in full

  /// Keeps a captured step in full, as far as there is room.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func keep(_ step: RecordedStep<Scalar>) {
    if step.layout.ring == nil {
      let taken = layouts.reduce(0) { $0 + ($1.ring?.bytes ?? 0) }
      step.layout.ring = StepRing(step.layout, policy, bytes: policy.ringBytes - taken)
    }
    step.layout.ring?.keep(step.values, step: step.number)
  }

  /// The graphs of the kept steps that came before another, the last ones in ascending order.
  func graphs(before step: Int) -> [(step: Int, graph: ComputationGraph)] {
    let earlier = layouts.flatMap { $0.ring?.graphs(before: step) ?? [] }
    return earlier.sorted { $0.step < $1.step }.suffix(max(policy.ringSteps, 0))
  }
}

/// What a recorder asks at the end, whatever the precision.
protocol StepCapturing: AnyObject {
  /// Takes the last step, where the budget passed over it and its numbers are still there.
  func captureMissing() -> CapturedStep?
  /// The graph of the last step that was captured, in full where its numbers are still there; nil
  /// where no step was seen of which there could be a graph.
  func graph(of latest: CapturedStep?) -> ComputationGraph?
}

extension StepCapture: StepCapturing {
  func captureMissing() -> CapturedStep? {
    guard let held, held.isMissing, held.isThere else { return nil }
    return capture(held.step)
  }

  func graph(of latest: CapturedStep?) -> ComputationGraph? {
    let records = latest?.table.records ?? []
    if let latest, let held, held.step.number == latest.number, held.isThere {
      return held.step.graph(with: records)
    }
    // The records are of the captured step; the last one seen may have had a smaller batch.
    guard let layout = captured ?? held?.step.layout else { return nil }
    var graph =
      latest.flatMap { layout.ring?.graph(of: $0.number) }
      ?? layout.capture.graph(name: nil, value: { _ in nil }, gradient: { _ in nil })
    graph.annotate(records)
    return graph
  }
}
