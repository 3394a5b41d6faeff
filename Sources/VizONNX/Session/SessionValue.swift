import VizTensor

/// What a name of a model stands for in a session: numbers of single precision, and those that count,
/// choose or say yes and no with all their digits.
struct SessionValue: Sendable {
  let type: ElementType
  private var numbers: Numbers

  private enum Numbers {
    case single(Tensor<Float>)
    case exact(Tensor<Double>)
  }

  /// Numbers of a type, rounded to single precision where that has a fraction.
  init(_ tensor: Tensor<Double>, _ type: ElementType) {
    self.type = type
    numbers = type.isFloating ? .single(tensor.converted(to: Float.self)) : .exact(tensor)
  }

  init(single tensor: Tensor<Float>, _ type: ElementType) {
    (self.type, numbers) = (type, .single(tensor))
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
