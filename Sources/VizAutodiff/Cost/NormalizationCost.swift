import VizTensor

/// What a ``Normalization`` does, in the order of its lines.
struct NormalizationCost {
  private let count: ReductionCount
  private let isScaled: Bool
  private let isShifted: Bool
  /// Whether mean and variance are the input's own.
  private let isOwn: Bool
  /// The additions that sum a cotangent to a parameter.
  private let parameterSums: Int

  init(_ call: CallShapes, _ kept: Shape) {
    count = ReductionCount(call.x, to: kept)
    isScaled = call.inputs.count > 1
    isShifted = call.inputs.count > 2
    isOwn = call.inputs.count < 5
    parameterSums =
      isScaled ? OperationCount.additions(call.n, to: call.inputs[1].elementCount) : 0
  }

  private var n: Int { count.n }
  private var cells: Int { count.cells }

  var value: OperationCount { statistics + .of(isScaled ? n : 0, isShifted ? n : 0, 0) }

  /// What is normalised, and the deviations.
  private var statistics: OperationCount {
    .of(n + cells, n + cells, cells)
      + (isOwn ? .of(n + 2 * cells, 2 * count.additions, 0) : .of(0, 0, 0))
  }

  func cotangent(_ position: Int) -> OperationCount { statistics + sentBack(to: position) }

  private func sentBack(to position: Int) -> OperationCount {
    let scaling = isScaled ? n : 0
    switch position {
    case 0:
      return isOwn
        ? .of(scaling + 3 * n + 2 * cells, 2 * n + 2 * count.additions, 0)
        : .of(scaling + n, 0, 0)
    case 1: return .of(n, parameterSums, 0)
    case 2: return .of(0, parameterSums, 0)
    case 3: return .of(scaling + n, count.additions, 0)
    default: return .of(scaling + 4 * n, count.additions, 0)
    }
  }
}
