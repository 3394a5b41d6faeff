import VizTensor

/// What a name of a model stands for in a session: numbers of single precision, and those that count,
/// choose or say yes and no with all their digits.
struct SessionValue: Sendable {
  let type: ElementType
  let kind: Kind
  /// Of a sequence, how many it has.
  private var numbers: Numbers

  enum Kind: Sendable {
    case tensor
    case sequence([SessionValue])
    /// What an optional value holds that holds nothing.
    case nothing
  }

  private enum Numbers {
    case single(Tensor<Float>)
    case exact(Tensor<Double>)
  }

  /// Numbers of a type, rounded to single precision where that has a fraction.
  init(_ tensor: Tensor<Double>, _ type: ElementType) {
    (self.type, kind) = (type, .tensor)
    numbers = type.isFloating ? .single(tensor.converted(to: Float.self)) : .exact(tensor)
  }

  /// What a rule gave.
  init(_ value: ModelValue) {
    switch value.kind {
    case .tensor: self.init(value.tensor, value.type)
    case .sequence(let elements): self.init(.sequence(elements.map { SessionValue($0) }), value)
    case .nothing: self.init(.nothing, value)
    }
  }

  private init(_ kind: Kind, _ value: ModelValue) {
    (type, self.kind, numbers) = (value.type, kind, .exact(value.tensor))
  }

  init(single tensor: Tensor<Float>, _ type: ElementType) {
    (self.type, kind, numbers) = (type, .tensor, .single(tensor))
  }

  var isTensor: Bool { if case .tensor = kind { true } else { false } }

  /// How many numbers it counts for.
  var size: Int {
    guard case .sequence(let elements) = kind else { return shape.elementCount }
    return elements.count * 8
  }

  var shape: Shape {
    switch numbers {
    case .single(let tensor): tensor.shape
    case .exact(let tensor): tensor.shape
    }
  }

  /// The numbers in double precision.
  var tensor: Tensor<Double> {
    switch numbers {
    case .single(let tensor): tensor.converted(to: Double.self)
    case .exact(let tensor): tensor
    }
  }

  /// The numbers in single precision.
  var single: Tensor<Float> {
    switch numbers {
    case .single(let tensor): tensor
    case .exact(let tensor): tensor.converted(to: Float.self)
    }
  }
}
