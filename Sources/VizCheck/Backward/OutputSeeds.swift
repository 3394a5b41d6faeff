import VizTensor
import VizTrace

/// Whose gradients a graph's numbers are: what each output is weighted with.
///
/// A file need not say so; its gradients do. ``candidates(_:)`` are the possibilities, the likeliest
/// first, and ``FlowChoice`` takes the one that the numbers agree with best.
struct OutputSeeds: Equatable {
  /// What the gradients are those of.
  enum Origin: Equatable {
    /// What the file says.
    case stated
    /// Of one output alone.
    case one(Int)
    /// Of the sum of all outputs.
    case sum
    /// Of their mean.
    case mean
    /// Of their sum with weights that were solved for.
    case weighted
  }

  let origin: Origin
  /// The seed of each output for which it is not its own gradient in the file.
  let seeds: [Int: Tensor<Double>]
  /// The outputs of whose own gradient only a summary is known.
  var unknown: Set<Int> = []
  /// The outputs that other weights would leave with the same gradients.
  var undetermined: Set<Int> = []

  subscript(node: Int) -> Tensor<Double>? { seeds[node] }

  /// The possibilities, the likeliest first.
  static func candidates(_ replay: GraphReplay) -> [OutputSeeds] {
    let outputs = replay.outputs
    // The gradient of an output that nothing uses is its seed.
    let isOwn = outputs.map { index in
      replay.index.consumers(of: index).isEmpty && replay.gradients[index] != nil
    }
    let unknown = Set(
      outputs.filter { if case .summary? = replay.nodes[$0].gradient { true } else { false } })
    func seeds(_ origin: Origin, keeping keep: Bool) -> OutputSeeds {
      var seeds: [Int: Tensor<Double>] = [:]
      for (index, own) in zip(outputs, isOwn) where !(own && keep) && !unknown.contains(index) {
        guard let shape = replay.values[index]?.shape else { continue }
        let isSeeded = origin == .sum || origin == .mean || origin == .one(index)
        let weight = origin == .mean ? 1 / Double(outputs.count) : 1
        seeds[index] = isSeeded ? Tensor<Double>.ones(shape).map { weight * $0 } : .zeros(shape)
      }
      return OutputSeeds(origin: origin, seeds: seeds, unknown: unknown)
    }
    var found: [OutputSeeds] = []
    func add(_ candidate: OutputSeeds) {
      if !found.contains(where: { $0.seeds == candidate.seeds }) { found.append(candidate) }
    }
    guard let first = outputs.first else { return [] }
    if let stated = stated(replay) { return [stated] }
    // Of an output whose own gradient is 0 or another, the rest may yet be right.
    let isUnseeded = outputs.allSatisfy { replay.gradients[$0]?.greatest == 0 }
    let isAllZero = replay.gradients.allSatisfy { $0?.greatest ?? 0 == 0 }
    let order = isUnseeded && !isAllZero ? [false, true] : [true, false]
    for keep in order {
      add(seeds(.one(first), keeping: keep))
      add(seeds(.sum, keeping: keep))
    }
    for other in outputs.dropFirst().prefix(maximum) { add(seeds(.one(other), keeping: false)) }
    if outputs.count > 1 { add(seeds(.mean, keeping: true)) }
    return found
  }

  /// What the file says; nil where it says nothing, or not in numbers.
  private static func stated(_ replay: GraphReplay) -> OutputSeeds? {
    guard let stated = replay.graph.seeds else { return nil }
    var seeds: [Int: Tensor<Double>] = [:]
    for (output, seed) in zip(replay.graph.outputs, stated) {
      guard let index = replay.index[output], let shape = replay.values[index]?.shape,
        case .elements(let elements, let extents) = seed ?? .scalar(1),
        let numbers = try? Tensor(elements, shape: Shape(extents)).broadcast(to: shape)
      else { return nil }
      // An output that is named twice counts twice.
      seeds[index] = (try? seeds[index].map { try $0 + numbers }) ?? numbers
    }
    return OutputSeeds(origin: .stated, seeds: seeds)
  }

  /// So many outputs are tried one by one.
  private static let maximum = 8
}
