import Foundation
import VizTensor
import VizTrace

/// What the outputs are weighted with, solved for where a file does not say it: gradients are linear
/// in the weights, so that those of each output alone, and the file's, give a linear system.
///
/// There must be more equations than weights, so that the solution is a finding and not a fit.
struct OutputWeights {
  /// The weight of each output whose own gradient does not say it.
  let weights: [Int: Double]
  /// Whether the weights are numbers as people write them, such as 2, -0.05 or 1/3.
  let areRound: Bool
  /// Whether an output's own gradient says that it is weighted: who weights one weights others.
  let isStated: Bool

  /// So many weights are solved for at most.
  private static let most = 8
  /// Of so many nodes the numbers may be wrong, and are left out.
  private static let mostLeftOut = 3

  /// Nil where the numbers show no weights, or the same one for every output: that is a factor.
  init?(_ replay: GraphReplay) {
    let stated = replay.nodes.indices.filter { replay.gradients[$0] != nil }
    var known: [Int: Tensor<Double>] = [:]
    for output in Set(replay.outputs) where replay.index.consumers(of: output).isEmpty {
      known[output] = replay.gradients[output]
    }
    let unknown = Set(replay.outputs).subtracting(known.keys).sorted()
    guard replay.graph.seeds == nil, !unknown.isEmpty, unknown.count <= Self.most,
      unknown.count + known.count > 1
    else { return nil }
    isStated = known.values.contains { $0.elements.contains { $0 != 1 } }
    let base = replay.backpropagated(known)
    var alone: [[Tensor<Double>?]] = []
    for output in unknown {
      guard let shape = replay.values[output]?.shape else { return nil }
      alone.append(replay.backpropagated([output: .ones(shape)]))
    }
    var equations: [Equations] = []
    for node in stated where known[node] == nil && !replay.isConstant(node) {
      equations +=
        Equations(node, replay, base: base[node], alone: alone.map { $0[node] })
        .map { [$0] } ?? []
    }
    guard let found = Self.solve(equations, count: unknown.count) else { return nil }
    let round = found.map(Self.round)
    areRound = round.allSatisfy { $0 != nil }
    let all = zip(round, found).map { $0 ?? $1 }
    guard all.contains(where: { $0 != 0 }),
      !known.isEmpty || all.contains(where: { $0 != all[0] })
    else { return nil }
    weights = Dictionary(uniqueKeysWithValues: zip(unknown, all))
  }

  /// The seeds that they are.
  func seeds(_ replay: GraphReplay) -> OutputSeeds {
    var seeds: [Int: Tensor<Double>] = [:]
    for (output, weight) in weights {
      seeds[output] = replay.values[output].map {
        Tensor<Double>.ones($0.shape).map { weight * $0 }
      }
    }
    return OutputSeeds(origin: .weighted, seeds: seeds)
  }

  // MARK: - Solving

  /// What the numbers at a node say of the weights: a row for each element.
  private struct Equations {
    var rows: [[Double]]
    var right: [Double]
    /// How far the two sides may be apart, when both are at most 1.
    var tolerance: Double

    init?(
      _ node: Int, _ replay: GraphReplay, base: Tensor<Double>?, alone: [Tensor<Double>?]
    ) {
      guard let stated = replay.gradients[node] else { return nil }
      let zero = Tensor<Double>.zeros(stated.shape)
      let (rest, columns) = (base ?? zero, alone.map { $0 ?? zero })
      let all = [rest, stated] + columns
      // What no output reaches tells nothing.
      guard all.allSatisfy({ $0.isFinite && $0.shape == stated.shape }),
        columns.contains(where: { $0.greatest > 0 }), let scale = all.map(\.greatest).max()
      else { return nil }
      rows = stated.elements.indices.map { element in
        columns.map { $0.elements[element] / scale }
      }
      right = zip(stated.elements, rest.elements).map { ($0 - $1) / scale }
      tolerance = 4 * replay.tolerance(at: node).relative
    }

    /// How far the two sides are apart.
    func distance(_ weights: [Double]) -> Double {
      let size = max(weights.map(\.magnitude).max() ?? 1, 1)
      return zip(rows, right).map { row, right in
        (zip(row, weights).reduce(-right) { $0 + $1.0 * $1.1 }).magnitude / size
      }.max() ?? 0
    }
  }

  /// The weights that satisfy the equations of all nodes, or of all but a few; nil where there are
  /// none, or no more equations than weights.
  private static func solve(_ equations: [Equations], count: Int) -> [Double]? {
    var equations = equations
    for _ in 0...mostLeftOut {
      let rows = equations.reduce(0) { $0 + $1.rows.count { $0.contains { $0 != 0 } } }
      guard rows > count, equations.count > 1, let weights = leastSquares(equations, count: count)
      else { return nil }
      let distances = equations.map { $0.distance(weights) / $0.tolerance }
      guard let worst = distances.indices.max(by: { distances[$0] < distances[$1] }) else {
        return nil
      }
      if distances[worst] <= 1 { return weights }
      equations.remove(at: worst)
    }
    return nil
  }

  /// The weights with the least squares of what is left over, refined once for the digits that the
  /// squares lose; nil where they are not determined.
  private static func leastSquares(_ equations: [Equations], count: Int) -> [Double]? {
    var weights = [Double](repeating: 0, count: count)
    for _ in 0..<3 {
      var matrix = [[Double]](repeating: Array(repeating: 0, count: count + 1), count: count)
      for group in equations {
        for (row, right) in zip(group.rows, group.right) {
          let open = zip(row, weights).reduce(right) { $0 - $1.0 * $1.1 }
          for i in 0..<count where row[i] != 0 {
            for j in 0..<count { matrix[i][j] += row[i] * row[j] }
            matrix[i][count] += row[i] * open
          }
        }
      }
      guard let change = solution(matrix) else { return nil }
      weights = zip(weights, change).map { $0 + $1 }
    }
    return weights.allSatisfy(\.isFinite) ? weights : nil
  }

  /// Gauss' elimination of a square matrix with the right side as its last column; nil where it is
  /// singular.
  private static func solution(_ matrix: [[Double]]) -> [Double]? {
    var matrix = matrix
    let count = matrix.count
    let size = matrix.flatMap { $0.dropLast() }.map(\.magnitude).max() ?? 0
    for column in 0..<count {
      let pivot = (column..<count).max {
        matrix[$0][column].magnitude < matrix[$1][column].magnitude
      }
      guard let pivot, matrix[pivot][column].magnitude > 1e-12 * size else { return nil }
      matrix.swapAt(column, pivot)
      for row in 0..<count where row != column {
        let factor = matrix[row][column] / matrix[column][column]
        for index in column...count { matrix[row][index] -= factor * matrix[column][index] }
      }
    }
    return (0..<count).map { matrix[$0][count] / matrix[$0][$0] }
  }

  /// The number with three digits, or the simple fraction, that a weight is but for rounding; 0 for
  /// what is next to nothing.
  private static func round(_ weight: Double) -> Double? {
    let (size, near) = (weight.magnitude, 1e-5)
    if size < 1e-9 { return 0 }
    for divisor in 1...16 {
      let product = weight * Double(divisor)
      if product.rounded() != 0, (product - product.rounded()).magnitude <= near * size {
        return product.rounded() / Double(divisor)
      }
    }
    let power = pow(10, (2 - log10(size).rounded(.down)).magnitude)
    let isSmall = size < 1000
    let digits = (isSmall ? weight * power : weight / power).rounded()
    let number = isSmall ? digits / power : digits * power
    return number.isFinite && (number - weight).magnitude <= near * size ? number : nil
  }
}
