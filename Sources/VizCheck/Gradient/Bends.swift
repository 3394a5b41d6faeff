import VizAutodiff
import VizTensor
import VizTrace

extension Primitive where Scalar == Double {
  /// How many elements of the output are no smooth functions of the inputs at these numbers: the slopes
  /// along two directions do not add up to that along their sum.
  ///
  /// The slopes of the two sides along one direction do not tell: those of a median are the same.
  func bends(at inputs: [Tensor<Double>]) -> Int {
    let held = choices(inputs.map(\.shape))
    var generator = SplitMix64(seed: 0)
    func direction() -> [Tensor<Double>] {
      inputs.map { .random($0.shape, in: -1...1, using: &generator) }
    }
    let a = direction()
    // One direction and its reverse tell a kink whatever the signs are.
    let others = [a.map { $0.map { -$0 } }, direction(), direction()]
    func output(_ directions: [[Tensor<Double>]], _ step: Double) -> [Double]? {
      let moved = inputs.enumerated().map { position, input in
        guard !held.contains(position) else { return input }
        let size = step * Swift.max(1, input.greatest.finite)
        return directions.reduce(input) { sum, direction in
          (try? sum + direction[position] * Tensor(size)) ?? sum
        }
      }
      return (try? value(moved))?.elements
    }
    func gaps(_ b: [Tensor<Double>], _ step: Double) -> [Double]? {
      guard let both = output([a, b], step), let first = output([a], step),
        let second = output([b], step), let at = output([], step),
        Set([both, first, second, at].map(\.count)).count == 1
      else { return nil }
      return at.indices.map { index in
        let rise = Swift.max(
          (first[index] - at[index]).magnitude, (second[index] - at[index]).magnitude)
        let noise = Swift.max(16 * Double.ulpOfOne * at[index].magnitude, 1e-4 * rise)
        let gap = (both[index] - first[index] - second[index] + at[index]).magnitude
        return gap.isFinite && gap > noise ? gap : 0
      }
    }
    var isBent: Set<Int> = []
    for other in others {
      guard let wide = gaps(other, Self.bendStep), let narrow = gaps(other, Self.bendStep / 16)
      else { continue }
      // What is smooth closes up with the square of the step.
      isBent.formUnion(wide.indices.filter { wide[$0] > 0 && narrow[$0] > wide[$0] / 64 })
    }
    return isBent.count
  }

  private static var bendStep: Double { 1e-6 }
}

extension GradientFlow {
  /// Whether what follows a node is smooth, up to the next nodes whose gradients the file states.
  func isSmooth(above node: Int) -> Bool {
    var (open, visited) = ([node], Set([node]))
    while let index = open.popLast() {
      for consumer in replay.index.consumers(of: index) where visited.insert(consumer).inserted {
        guard let rule = replay.rules[consumer], let call = replay.call(at: consumer) else {
          continue
        }
        guard rule.bends(at: call.inputs) == 0 else { return false }
        if replay.gradients[consumer] == nil { open.append(consumer) }
      }
    }
    return true
  }
}
