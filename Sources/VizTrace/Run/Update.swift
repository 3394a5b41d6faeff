/// One step of a training by its rule: what the step made of a parameter, as far as one number
/// tells.
package struct Update: Sendable, Hashable {
  /// How the training moves its parameters.
  package var rule: UpdateRule
  /// The number of the step, from 0.
  package var step: Int
  /// η at the step.
  package var rate: Double

  /// The update of a step.
  ///
  /// - Parameters:
  ///   - rule: How the training moves its parameters.
  ///   - step: The number of the step, from 0.
  ///   - rate: The rate at the step, where it was logged; that of the rule, if it is not said.
  package init(_ rule: UpdateRule, step: Int, rate: Double? = nil) {
    self.rule = rule
    self.step = step
    self.rate = rate ?? rule.rate
  }

  // MARK: Clipping

  /// What clipping by norm multiplies gradients by.
  package func scale(in graph: ComputationGraph) -> Double {
    guard let clipNorm = rule.clipNorm else { return 1 }
    let norm = norm(in: graph)
    return norm > clipNorm ? clipNorm / norm : 1
  }

  /// The norm that the gradients of all parameters have together.
  package func norm(in graph: ComputationGraph) -> Double {
    let squares = graph.nodes.reduce(0.0) { sum, node in
      guard node.isTrained, let norm = node.gradient?.magnitude else { return sum }
      return sum + norm * norm
    }
    return squares.squareRoot()
  }

  // MARK: One number

  /// What a number becomes; nil where that depends on what the method remembers of earlier steps.
  ///
  /// - Parameters:
  ///   - w: The number, of a parameter.
  ///   - gradient: The gradient at it.
  ///   - scale: What clipping by norm multiplies the gradient by.
  ///   - isDecayed: Whether λ pulls the parameter.
  package func moved(
    _ w: Double, gradient: Double, scale: Double, isDecayed: Bool
  ) -> Double? {
    let g = slope(w, gradient: gradient, scale: scale, isDecayed: isDecayed)
    if case .sgd = rule.method { return w - rate * g }
    // All that is remembered starts as zero.
    guard step == 0 else { return nil }
    switch rule.method {
    case .sgd, .momentum: return w - rate * g
    case .nesterov(let memory): return w - rate * (g + memory * g)
    case .rmsprop(let memory, let epsilon):
      return w - rate * g / (((1 - memory) * g * g).squareRoot() + epsilon)
    case .adam(_, _, let epsilon): return w - rate * g / (abs(g) + epsilon)
    case .adamw(_, _, let epsilon):
      let kept = isDecayed ? 1 - rate * rule.decay : 1
      return kept * w - rate * g / (abs(g) + epsilon)
    }
  }

  /// g: the clipped gradient, with the pull of λ where it is part of the gradient.
  package func slope(_ w: Double, gradient: Double, scale: Double, isDecayed: Bool) -> Double {
    var g = scale * gradient
    if let clipValue = rule.clipValue {
      g = g > clipValue ? clipValue : g < -clipValue ? -clipValue : g
    }
    if case .adamw = rule.method { return g }
    return isDecayed ? g + rule.decay * w : g
  }
}
