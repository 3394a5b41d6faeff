/// One step of an optimiser on one parameter, in place: what the rules have in common.
///
/// Each rule first scales the gradient, bounds its elements and adds `decay` times the parameter,
/// which is the gradient of the penalty `decay/2 ‖w‖²`; then it moves the parameter downhill. A
/// rule keeps what it remembers in tensors of the parameter's shape, which start as zeros.
/// Gradients lie where they were computed, with as many elements. All rules throw ``ShapeError``
/// where the counts differ, and none allocates.
public struct Descent<Scalar: TensorScalar>: Sendable {
  /// The learning rate.
  public var rate: Scalar
  /// The weight decay λ: λ w is added to the gradient; 0 for none.
  public var decay: Scalar
  /// What gradients are multiplied by, as clipping by norm wants.
  public var scale: Scalar
  /// The greatest magnitude that is left to an element of the scaled gradient.
  public var bound: Scalar

  /// A step of gradient descent with these settings.
  public init(
    rate: Scalar, decay: Scalar = 0, scale: Scalar = 1, bound: Scalar = .infinity
  ) {
    self.rate = rate
    self.decay = decay
    self.scale = scale
    self.bound = bound
  }

  /// Gradient descent: `w -= rate g`.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func step(
    _ parameter: inout Tensor<Scalar>, _ gradient: UnsafeBufferPointer<Scalar>
  ) throws(ShapeError) {
    try check(parameter, count: gradient.count)
    let rate = rate
    parameter.elements.withUnsafeMutableBufferPointer { w in
      for i in w.indices { w[i] -= rate * direction(gradient[i], w[i]) }
    }
  }

  /// Momentum: `v = momentum v + g`, then `w -= rate v`; Nesterov's looks ahead, `w -= rate (g +
  /// momentum v)`.
  ///
  /// Sutskever, Martens, Dahl and Hinton, "On the Importance of Initialization and Momentum in Deep
  /// Learning", 2013.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func momentumStep(
    _ parameter: inout Tensor<Scalar>, _ gradient: UnsafeBufferPointer<Scalar>,
    velocity: inout Tensor<Scalar>, momentum: Scalar, isNesterov: Bool
  ) throws(ShapeError) {
    try check(parameter, count: gradient.count)
    try check(parameter, count: velocity.shape.elementCount)
    let rate = rate
    parameter.elements.withUnsafeMutableBufferPointer { w in
      velocity.elements.withUnsafeMutableBufferPointer { v in
        if isNesterov {
          for i in w.indices {
            let slope = direction(gradient[i], w[i])
            v[i] = momentum * v[i] + slope
            w[i] -= rate * (slope + momentum * v[i])
          }
        } else {
          for i in w.indices {
            v[i] = momentum * v[i] + direction(gradient[i], w[i])
            w[i] -= rate * v[i]
          }
        }
      }
    }
  }

  /// RMSprop: `s = memory s + (1 - memory) g²`, then `w -= rate g / (√s + epsilon)`.
  ///
  /// Tieleman and Hinton, "Lecture 6.5: RMSProp", Neural Networks for Machine Learning, 2012.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func rmspropStep(
    _ parameter: inout Tensor<Scalar>, _ gradient: UnsafeBufferPointer<Scalar>,
    squares: inout Tensor<Scalar>,
    memory: Scalar, epsilon: Scalar
  ) throws(ShapeError) {
    try check(parameter, count: gradient.count)
    try check(parameter, count: squares.shape.elementCount)
    let rate = rate
    parameter.elements.withUnsafeMutableBufferPointer { w in
      squares.elements.withUnsafeMutableBufferPointer { s in
        Self.eachBlock(w.count) { block, roots in
          for i in block {
            let slope = direction(gradient[i], w[i])
            s[i] = memory * s[i] + (1 - memory) * slope * slope
          }
          Self.takeRoots(s, block, to: roots)
          for i in block {
            let slope = direction(gradient[i], w[i])
            w[i] -= rate * slope / (roots[i - block.lowerBound] + epsilon)
          }
        }
      }
    }
  }

  /// Adam: running means of `g` and `g²`, freed of their start at 0 by `corrections`, which are
  /// `1 - memory^t` at step t; then `w -= rate mean / (√square + epsilon)`.
  ///
  /// Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015.
  ///
  /// - Parameters:
  ///   - parameter: What moves.
  ///   - gradient: The gradient at the parameter.
  ///   - means: The running means of the gradient.
  ///   - squares: The running means of its squares.
  ///   - betas: How much of each running mean stays in a step.
  ///   - corrections: What each running mean is divided by.
  ///   - epsilon: What keeps the quotient finite.
  ///   - weightDecay: AdamW's: `w -= rate weightDecay w` before all else, past the running means.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  public func adamStep(
    _ parameter: inout Tensor<Scalar>, _ gradient: UnsafeBufferPointer<Scalar>,
    means: inout Tensor<Scalar>,
    squares: inout Tensor<Scalar>, betas: (Scalar, Scalar), corrections: (Scalar, Scalar),
    epsilon: Scalar, weightDecay: Scalar = 0
  ) throws(ShapeError) {
    try check(parameter, count: gradient.count)
    try check(parameter, count: means.shape.elementCount)
    try check(parameter, count: squares.shape.elementCount)
    let stride = rate / corrections.0
    let kept = 1 - rate * weightDecay
    let inverseRoot = 1 / corrections.1.squareRoot()
    let (first, second) = betas
    parameter.elements.withUnsafeMutableBufferPointer { w in
      means.elements.withUnsafeMutableBufferPointer { m in
        squares.elements.withUnsafeMutableBufferPointer { s in
          Self.eachBlock(w.count) { block, roots in
            for i in block {
              let slope = direction(gradient[i], w[i])
              m[i] = first * m[i] + (1 - first) * slope
              s[i] = second * s[i] + (1 - second) * slope * slope
            }
            Self.takeRoots(s, block, to: roots)
            for i in block {
              w[i] =
                kept * w[i] - stride * m[i] / (roots[i - block.lowerBound] * inverseRoot + epsilon)
            }
          }
        }
      }
    }
  }

  /// Calls `body` with one range of positions after another, and with room for as many numbers.
  @inline(__always)
  private static func eachBlock(
    _ count: Int, _ body: (Range<Int>, UnsafeMutablePointer<Scalar>) -> Void
  ) {
    // More bytes than these would not be on the stack.
    let size = 1024 / MemoryLayout<Scalar>.stride
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: size) { room in
      guard let room = room.baseAddress else { return }
      var start = 0
      while start < count {
        let end = Swift.min(start + size, count)
        body(start..<end, room)
        start = end
      }
    }
  }

  @inline(__always)
  private static func takeRoots(
    _ numbers: UnsafeMutableBufferPointer<Scalar>, _ block: Range<Int>,
    to roots: UnsafeMutablePointer<Scalar>
  ) {
    guard let numbers = numbers.baseAddress else { return }
    ElementwiseFunction.sqrt.apply(numbers + block.lowerBound, to: roots, count: block.count)
  }

  /// The slope that is descended, of one element.
  @inline(__always)
  private func direction(_ gradient: Scalar, _ parameter: Scalar) -> Scalar {
    let g = scale * gradient
    // Comparisons that are false for NaN let it pass: a gradient that broke should be seen.
    let bounded = g > bound ? bound : g < -bound ? -bound : g
    return bounded + decay * parameter
  }

  private func check(_ parameter: Tensor<Scalar>, count: Int) throws(ShapeError) {
    guard parameter.shape.elementCount != count else { return }
    throw ShapeError(
      op: "descent", shapes: [parameter.shape],
      reason: "its gradient and what the optimiser remembers have \(count) elements")
  }
}

extension UnsafeBufferPointer where Element: TensorScalar {
  /// The sum of the squares of all elements, in double precision.
  @_specialize(where Element == Double)
  @_specialize(where Element == Float)
  package func sumOfSquares() -> Double {
    var sum = 0.0
    for element in self { sum += element.asDouble * element.asDouble }
    return sum
  }
}
