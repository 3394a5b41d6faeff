import VizTensor

extension ElementwiseTerm {
  /// What the formula costs for a call with inputs and an output of these shapes, and the shape of
  /// its value: what broadcasting has not repeated yet is computed once.
  func cost(_ inputs: [Shape], _ output: Shape) -> (count: OperationCount, shape: Shape) {
    switch self {
    case .g, .f: return (.of(0, 0, 0), output)
    case .x: return (.of(0, 0, 0), inputs.first ?? .scalar)
    case .y: return (.of(0, 0, 0), inputs.count > 1 ? inputs[1] : .scalar)
    case .z: return (.of(0, 0, 0), inputs.count > 2 ? inputs[2] : .scalar)
    case .w: return (.of(0, 0, 0), inputs.count > 3 ? inputs[3] : .scalar)
    case .constant: return (.of(0, 0, 0), .scalar)
    case .function(let function, let a):
      let (count, shape) = a.cost(inputs, output)
      return (count + function.cost.times(shape.elementCount), shape)
    case .operation(let operation, let a, let b):
      let (left, right) = (a.cost(inputs, output), b.cost(inputs, output))
      let shape = (try? Shape.broadcast(left.shape, right.shape, for: "")) ?? output
      return (left.count + right.count + operation.cost.times(shape.elementCount), shape)
    }
  }
}

extension ElementwiseFunction {
  /// What one number costs. Where its sign decides, what the costlier one does.
  fileprivate var cost: OperationCount {
    switch self {
    case .neg, .abs, .relu, .step, .sign: .of(0, 0, 0)
    case .square: .of(1, 0, 0)
    case .exp, .log, .log1p, .expm1, .erf, .erfc, .sin, .cos, .tan, .sqrt, .tanh: .of(0, 0, 1)
    case .sigmoid: .of(1, 1, 1)
    case .softplus: .of(0, 1, 2)
    case .tanhSlope: .of(3, 2, 1)
    case .sigmoidSlope: .of(3, 2, 2)
    case .gelu: .of(3, 0, 1)
    case .geluSlope: .of(6, 1, 2)
    case .tanhGelu: .of(6, 2, 1)
    case .tanhGeluSlope: .of(12, 5, 2)
    case .hardswish: .of(2, 1, 0)
    case .hardswishSlope: .of(1, 1, 0)
    }
  }
}

extension ElementwiseOperation {
  fileprivate var cost: OperationCount {
    switch self {
    case .add, .sub: .of(0, 1, 0)
    case .mul, .div, .divOrZero, .leakyReLU: .of(1, 0, 0)
    case .pow: .of(0, 0, 1)
    case .maximum, .minimum, .maximumIsFirst, .minimumIsFirst, .isAtMost,
      .whereIsPositive, .leakyReLUSlope:
      .of(0, 0, 0)
    case .elu, .eluSlope, .xLogY: .of(1, 0, 1)
    case .powSlopeInBase: .of(1, 1, 1)
    case .powSlopeInExponent: .of(1, 0, 2)
    }
  }
}
