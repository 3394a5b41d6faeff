import VizAutodiff
import VizTensor

/// What a name of a model stands for while it runs: a tensor on the tape.
struct ModelValue {
  var variable: Variable<Double>
  var type: ElementType

  var shape: Shape { variable.shape }
  var tensor: Tensor<Double> { variable.value }

  /// The numbers as whole ones, cut where they have a fraction or do not fit.
  var integers: [Int] { tensor.elements.map { Int(clamping: $0).roomy } }
}

extension Int {
  /// The number, or the nearest of which sums and products of two have room: no extent, index or
  /// stride of what can be computed is beyond.
  var roomy: Int { Swift.min(Swift.max(self, -1 << 31), 1 << 31) }

  /// A number without its fraction, or the nearest that there is; 0 for NaN.
  init(clamping number: Double) {
    self =
      Int(exactly: number.rounded(.towardZero))
      ?? (number.isNaN ? 0 : number < 0 ? .min : .max)
  }
}
