import VizTensor
import VizTrace

/// The last captured steps in full, in memory that is kept.
final class StepRing<Scalar: TensorScalar> {
  private let layout: CaptureLayout<Scalar>
  private let slots: Int
  private let perStep: Int
  private var memory: [Scalar]
  /// Which step lies in each slot, and whether it has each entry's gradient.
  private var steps: [Int?]
  private var hasGradient: [Bool]
  private var next = 0

  /// Nil where the bytes do not hold one step.
  init?(_ layout: CaptureLayout<Scalar>, steps: Int, bytes: Int) {
    self.layout = layout
    perStep = 2 * layout.entries.reduce(0) { $0 + $1.count }
    let fitting = perStep > 0 ? bytes / (perStep * MemoryLayout<Scalar>.stride) : 0
    slots = min(steps, fitting)
    guard slots > 0 else { return nil }
    memory = Array(repeating: 0, count: slots * perStep)
    self.steps = Array(repeating: nil, count: slots)
    hasGradient = Array(repeating: false, count: slots * layout.entries.count)
  }

  func isOf(_ layout: CaptureLayout<Scalar>) -> Bool { self.layout === layout }

  func keep(_ values: some NodeValues<Scalar>, step: Int) {
    steps[next] = step
    var offset = next * perStep
    let base = next * layout.entries.count
    memory.withUnsafeMutableBufferPointer { memory in
      for (number, entry) in layout.entries.enumerated() {
        func copy(_ elements: UnsafeBufferPointer<Scalar>) {
          guard let target = memory.baseAddress, let source = elements.baseAddress else { return }
          (target + offset).update(from: source, count: min(elements.count, entry.count))
        }
        values.withValue(at: entry.index, copy)
        offset += entry.count
        hasGradient[base + number] = values.withGradient(at: entry.index, copy) != nil
        offset += entry.count
      }
    }
    next = (next + 1) % slots
  }

  /// The graphs of the steps that are kept, the earliest first.
  var graphs: [(step: Int, graph: ComputationGraph)] {
    (0..<slots).compactMap { turn in
      let slot = (next + turn) % slots
      guard let step = steps[slot] else { return nil }
      var places: [Int: (value: Int, gradient: Int?, count: Int)] = [:]
      var offset = slot * perStep
      for (number, entry) in layout.entries.enumerated() {
        let has = hasGradient[slot * layout.entries.count + number]
        places[entry.index] = (offset, has ? offset + entry.count : nil, entry.count)
        offset += 2 * entry.count
      }
      func data(_ index: Int, _ start: Int?) -> TensorData? {
        guard let start, let place = places[index] else { return nil }
        return memory.withUnsafeBufferPointer {
          layout.capture.data(
            at: index, UnsafeBufferPointer(rebasing: $0[start..<start + place.count]))
        }
      }
      return (
        step,
        layout.capture.graph(
          name: nil, value: { data($0, places[$0]?.value) },
          gradient: { data($0, places[$0]?.gradient) })
      )
    }
  }
}
