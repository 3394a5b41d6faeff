import VizAutodiff
import VizTensor

/// What a name of a model stands for while it runs: a tensor on the tape, or one that comes to the tape
/// when a rule asks for it.
struct ModelValue {
  var type: ElementType
  private let held: Held

  private enum Held {
    case variable(Variable<Double>)
    case loose(Loose)
  }

  /// A tensor of a session; one of single precision is converted when it is asked for.
  private final class Loose {
    let value: SessionValue
    let tape: Tape<Double>
    lazy var variable = tape.constant(value.tensor)

    init(_ value: SessionValue, _ tape: Tape<Double>) { (self.value, self.tape) = (value, tape) }
  }

  init(variable: Variable<Double>, type: ElementType) {
    (held, self.type) = (.variable(variable), type)
  }

  init(_ value: SessionValue, on tape: Tape<Double>) {
    (held, type) = (.loose(Loose(value, tape)), value.type)
  }

  var variable: Variable<Double> {
    switch held {
    case .variable(let variable): variable
    case .loose(let loose): loose.variable
    }
  }

  var shape: Shape {
    switch held {
    case .variable(let variable): variable.shape
    case .loose(let loose): loose.value.shape
    }
  }

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
