import Foundation
import VizTensor
import VizTrace

/// What the outputs are weighted with, solved for where a file does not say it: what arrives at the
/// nodes below the outputs is linear in the weights, so that what each output alone would send there,
/// and the file's gradients, give a linear system.
struct OutputWeights {
  /// The weight of each output whose own gradient does not say it.
  let weights: [Int: Double]
  /// The outputs that other weights would leave with the same gradients: all that is stated gets
  /// their gradients together.
  let undetermined: Set<Int>
  /// Whether more equations are satisfied than there are weights, so that these are a finding and
  /// not a fit.
  let isFinding: Bool
  /// Whether the weights are numbers as people write them, such as 2, -0.05 or 1/3.
  let areRound: Bool
  /// Whether an output's own gradient says that it is weighted: who weights one weights others.
  let isStated: Bool
  /// In how many numbers the weights differ from likely ones: those of the sum of the outputs, or of
  /// one of them alone.
  let numbers: Int

  /// So many weights are solved for at most.
  private static let most = 8
  /// Of so many nodes the numbers may be wrong, and are left out.
  private static let mostLeftOut = 3

  /// Nil where the numbers show no weights, or the same one for every output, or for the first one
  /// alone: that is a factor.
  init?(_ replay: GraphReplay) {
    let outputs = Set(replay.outputs)
    let known = outputs.filter {
      replay.index.consumers(of: $0).isEmpty && replay.gradients[$0] != nil
    }
    let unknown = outputs.subtracting(known).sorted()
    guard replay.graph.seeds == nil, !unknown.isEmpty, unknown.count <= Self.most,
      outputs.count > 1
    else { return nil }
    isStated = known.contains { replay.gradients[$0]?.elements.contains { $0 != 1 } == true }
    let base = replay.backpropagated([:], sending: replay.gradients)
    let nothing = replay.gradients.map { $0.map { Tensor<Double>.zeros($0.shape) } }
    var alone: [[Tensor<Double>?]] = []
    for output in unknown {
      guard let shape = replay.values[output]?.shape else { return nil }
      alone.append(replay.backpropagated([output: .ones(shape)], sending: nothing))
    }
    let equations = replay.nodes.indices.compactMap { node in
      known.contains(node) || replay.isConstant(node)
        ? nil : Equations(node, replay, base: base[node], alone: alone.map { $0[node] })
    }
    if known.isEmpty {
      let first = unknown.indices.filter { unknown[$0] == replay.outputs.first }
      for columns in [Array(unknown.indices), first] {
        let together = equations.map { $0.joining(columns) }
        if let found = Solution(together, count: 1), found.spare > 0 { return nil }
      }
    }
    guard let found = Self.solve(equations, count: unknown.count) else { return nil }
    let round = found.weights.map { Self.round($0, within: found.precision) }
    let all = zip(round, found.weights).map { $0 ?? $1 }
    guard all.contains(where: { $0 != 0 }) else { return nil }
    weights = Dictionary(uniqueKeysWithValues: zip(unknown, all))
    undetermined = Set(found.open.map { unknown[$0] })
    isFinding = found.spare > 0
    areRound = found.open.isEmpty && round.allSatisfy { $0 != nil }
    numbers = Self.numbers(all)
    if known.isEmpty, !all.contains(where: { ($0 - all[0]).magnitude > 1e-6 }) { return nil }
  }

  /// The seeds that they are.
  func seeds(_ replay: GraphReplay) -> OutputSeeds {
    var seeds: [Int: Tensor<Double>] = [:]
    for (output, weight) in weights {
      seeds[output] = replay.values[output].map {
        Tensor<Double>.ones($0.shape).map { weight * $0 }
      }
    }
    return OutputSeeds(origin: .weighted, seeds: seeds, undetermined: undetermined)
  }

  /// In how many numbers weights differ from those of the sum, or of one output alone.
  private static func numbers(_ weights: [Double]) -> Int {
    func isApart(_ weight: Double, _ likely: Double) -> Bool { (weight - likely).magnitude > 1e-6 }
    let ofOne = weights.indices.map { one in
      weights.indices.count { isApart(weights[$0], $0 == one ? 1 : 0) }
    }
    return min(weights.count { isApart($0, 1) }, ofOne.min() ?? 0)
  }

  // MARK: - Solving

  /// The weights that satisfy the equations of all nodes, or of all but a few where these still are
  /// more than the weights; nil where there are none.
  private static func solve(_ equations: [Equations], count: Int) -> Solution? {
    var equations = equations
    for number in 0...mostLeftOut {
      if let found = Solution(equations, count: count) {
        return number == 0 || found.spare > 0 ? found : nil
      }
      guard let weights = LeastSquares(equations, count: count)?.weights,
        let worst = equations.indices.max(by: {
          equations[$0].excess(weights) < equations[$1].excess(weights)
        })
      else { return nil }
      equations.remove(at: worst)
    }
    return nil
  }

  /// The number with three digits, or the simple fraction, that a weight is but for rounding; 0 for
  /// what is next to nothing.
  private static func round(_ weight: Double, within near: Double) -> Double? {
    let size = weight.magnitude
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

/// What the numbers at a node say of the weights: a row for each element.
private struct Equations {
  var rows: [[Double]]
  var right: [Double]
  /// How far the two sides may be apart, when both are at most 1.
  var tolerance: Double

  init?(_ node: Int, _ replay: GraphReplay, base: Tensor<Double>?, alone: [Tensor<Double>?]) {
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

  /// The same where some outputs have one weight, and the others none.
  func joining(_ columns: [Int]) -> Equations {
    var joined = self
    joined.rows = rows.map { row in [columns.reduce(0) { $0 + row[$1] }] }
    return joined
  }

  /// How many of the rows have something to say.
  var count: Int { rows.count { $0.contains { $0 != 0 } } }

  /// How far the two sides are apart.
  func distance(_ weights: [Double]) -> Double {
    let size = max(weights.map(\.magnitude).max() ?? 1, 1)
    return zip(rows, right).map { row, right in
      (zip(row, weights).reduce(-right) { $0 + $1.0 * $1.1 }).magnitude / size
    }.max() ?? 0
  }

  /// How far the two sides are apart, in parts of what they may be.
  func excess(_ weights: [Double]) -> Double { distance(weights) / tolerance }
}

/// Weights that satisfy all of some equations.
private struct Solution {
  let weights: [Double]
  /// The weights that may be others.
  let open: Set<Int>
  /// How many equations there are more than weights that they determine.
  let spare: Int
  /// How far a weight may be off, relative to it.
  let precision: Double

  /// Nil where there are none.
  init?(_ equations: [Equations], count: Int) {
    guard let found = LeastSquares(equations, count: count),
      equations.allSatisfy({ $0.excess(found.weights) <= 1 })
    else { return nil }
    weights = found.weights
    open = found.open
    spare = equations.reduce(0) { $0 + $1.count } - found.rank
    let distance = equations.map { $0.distance(found.weights) }.max() ?? 0
    precision = spare > 0 ? min(1e-5, max(1e-9, 8 * distance)) : 1e-6
  }
}

/// The weights with the least squares of what is left over, refined for the digits that the squares
/// lose. A weight that is not determined stays 1.
private struct LeastSquares {
  private(set) var weights: [Double]
  /// The weights that may be others.
  private(set) var open: Set<Int> = []
  /// How many weights are determined by the equations, given those that are not.
  private(set) var rank = 0

  /// Nil where no weight is determined.
  init?(_ equations: [Equations], count: Int) {
    weights = [Double](repeating: 1, count: count)
    for _ in 0..<3 {
      var matrix = [[Double]](repeating: Array(repeating: 0, count: count + 1), count: count)
      for group in equations {
        for (row, right) in zip(group.rows, group.right) {
          let left = zip(row, weights).reduce(right) { $0 - $1.0 * $1.1 }
          for i in 0..<count where row[i] != 0 {
            for j in 0..<count { matrix[i][j] += row[i] * row[j] }
            matrix[i][count] += row[i] * left
          }
        }
      }
      let change = eliminate(matrix)
      guard rank > 0 else { return nil }
      weights = zip(weights, change).map { $0 + $1 }
    }
    guard weights.allSatisfy(\.isFinite) else { return nil }
  }

  /// Gauss' elimination of a symmetric matrix with the right side as its last column. What is not
  /// determined is 0.
  private mutating func eliminate(_ matrix: [[Double]]) -> [Double] {
    let count = matrix.count
    let sizes = matrix.indices.map { matrix[$0][$0].squareRoot() }
    var matrix = matrix
    for row in 0..<count where sizes[row] > 0 {
      for column in 0..<count where sizes[column] > 0 {
        matrix[row][column] /= sizes[row] * sizes[column]
      }
      matrix[row][count] /= sizes[row]
    }
    var (pivots, free) = ([Int](), [Int]())
    for column in 0..<count {
      let row = pivots.count
      let best = (row..<count).max {
        matrix[$0][column].magnitude < matrix[$1][column].magnitude
      }
      guard let best, matrix[best][column].magnitude > Self.leastPivot else {
        free.append(column)
        continue
      }
      matrix.swapAt(row, best)
      for other in 0..<count where other != row {
        let factor = matrix[other][column] / matrix[row][column]
        for index in column...count { matrix[other][index] -= factor * matrix[row][index] }
      }
      pivots.append(column)
    }
    rank = pivots.count
    open = Set(free)
    var solution = [Double](repeating: 0, count: count)
    for (row, column) in pivots.enumerated() {
      let pivot = matrix[row][column]
      solution[column] = matrix[row][count] / pivot / sizes[column]
      if free.contains(where: { (matrix[row][$0] / pivot).magnitude > 1e-4 }) {
        open.insert(column)
      }
    }
    return solution
  }

  /// Outputs of which less is their own, as a part of its square, cannot be told from others.
  private static let leastPivot = 1e-8
}
