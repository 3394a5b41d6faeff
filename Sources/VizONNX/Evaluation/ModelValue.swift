import VizAutodiff
import VizTensor

/// What a name of a model stands for while it runs: a tensor on the tape, or one that comes to the tape
/// when a rule asks for it; or a sequence of tensors, or nothing, which are drawn as how many they are.
struct ModelValue {
  var type: ElementType
  let kind: Kind
  private let held: Held

  enum Kind {
    case tensor
    case sequence([ModelValue])
    /// What an optional value holds that holds nothing.
    case nothing
  }

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
    (held, self.type, kind) = (.variable(variable), type, .tensor)
  }

  init(_ value: SessionValue, on tape: Tape<Double>) {
    (held, type) = (.loose(Loose(value, tape)), value.type)
    kind =
      switch value.kind {
      case .tensor: .tensor
      case .sequence(let elements): .sequence(elements.map { ModelValue($0, on: tape) })
      case .nothing: .nothing
      }
  }

  init(sequence elements: [ModelValue], on tape: Tape<Double>) {
    held = .variable(tape.constant(Tensor(Double(elements.count))))
    (type, kind) = (.int64, .sequence(elements))
  }

  /// An optional value without one.
  static func nothing(on tape: Tape<Double>) -> ModelValue {
    ModelValue(kind: .nothing, held: .variable(tape.constant(Tensor(0))))
  }

  private init(kind: Kind, held: Held) { (type, self.kind, self.held) = (.int64, kind, held) }

  var isTensor: Bool { if case .tensor = kind { true } else { false } }

  /// The elements of a sequence; nil for all else.
  var elements: [ModelValue]? { if case .sequence(let elements) = kind { elements } else { nil } }

  /// What it counts for beside what is on the tape: an element of a sequence takes the room of some
  /// numbers.
  var size: Int { (elements?.count ?? 0) * 8 }

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
