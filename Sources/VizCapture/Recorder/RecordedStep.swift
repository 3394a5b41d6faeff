import Dispatch
import VizEvents
import VizStatistics
import VizTensor
import VizTrace

/// A step that is handed to a recorder: its numbers, and what is known of steps of its kind.
struct RecordedStep<Scalar: TensorScalar> {
  let number: Int
  let values: StepValues<Scalar>
  let layout: CaptureLayout<Scalar>
  /// Where a program has the numbers; nil where they are a tape's.
  let binding: ProgramBinding<Scalar>?

  /// The step's graph with the numbers of the nodes at some indices of the tape, or of all.
  func graph(at indices: Set<Int>? = nil) -> ComputationGraph {
    layout.capture.graph(of: values, at: indices)
  }

  /// The graph of the nodes that are taken, with what was recorded of them.
  func graph(with records: [NodeRecord]) -> ComputationGraph {
    var graph = graph(at: layout.taken)
    graph.annotate(records)
    return graph
  }

  /// Whether the gradients of all parameters are finite, or of those that were not captured: what
  /// was captured says so itself.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func areGradientsFinite(besideCaptured isCaptured: Bool) -> Bool {
    if let binding {
      for gradient in isCaptured ? binding.otherGradients : binding.gradients
      where !gradient.areFinite { return false }
      return true
    }
    return layout.parameters.allSatisfy { entry, row in
      isCaptured && row != nil || values.withGradient(at: entry.index) { $0.areFinite } ?? true
    }
  }

  // MARK: - Measuring

  /// The statistics of all that is taken.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  func measure() -> StepStatistics {
    if let binding { Self.measure(binding, layout.names) } else { measureTape() }
  }

  private static func measure(
    _ binding: ProgramBinding<Scalar>, _ names: StepStatistics.Names
  ) -> StepStatistics {
    let count = binding.tensors.count
    let statistics = [Statistics](unsafeUninitializedCapacity: count) { room, initialized in
      room.initialize(repeating: .unmeasured)
      let work = Work(tensors: binding.tensors, shares: binding.shares, room: room)
      if work.shares.count == 1 {
        work.measure(0)
      } else {
        DispatchQueue.concurrentPerform(iterations: work.shares.count) { work.measure($0) }
      }
      initialized = count
    }
    return StepStatistics(names: names, rows: binding.rows, statistics: statistics)
  }

  /// What those who measure at once have before them.
  // Unchecked, because the numbers are pointed to: nobody changes them meanwhile, and each share has a
  // place of its own for each of its tensors.
  private struct Work: @unchecked Sendable {
    let tensors: [UnsafeBufferPointer<Scalar>]
    let shares: [[Int]]
    let room: UnsafeMutableBufferPointer<Statistics>

    func measure(_ share: Int) {
      for index in shares[share] { room[index].capture(tensors[index]) }
    }
  }

  private func measureTape() -> StepStatistics {
    var statistics: [Statistics] = []
    func index(_ elements: UnsafeBufferPointer<Scalar>) -> Int {
      statistics.append(Statistics(capturing: elements))
      return statistics.count - 1
    }
    let rows = layout.entries.map { entry in
      StepStatistics.Row(
        value: values.withValue(at: entry.index, index),
        gradient: values.withGradient(at: entry.index, index))
    }
    return StepStatistics(names: layout.names, rows: rows, statistics: statistics)
  }
}

/// What was recorded of a step.
struct CapturedStep {
  let number: Int
  var table: StepStatistics
  /// Which of the table's rows are parameters.
  let parameterRows: [Int]
}
