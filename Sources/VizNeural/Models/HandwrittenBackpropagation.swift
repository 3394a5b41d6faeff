public import VizTensor

/// A multilayer perceptron with backpropagation written out by hand, as the lectures derive it.
///
/// Examples are the columns of a matrix X = a(0). Forward, layer by layer:
///
///     z(l) = W(l) a(l-1) + b(l)        a(l) = f(z(l))
///
/// With δ(l) = ∂J/∂z(l), the chain rule goes back through the same layers:
///
///     δ(L) = ∂J/∂a(L) ⊙ f′(z(L))
///     δ(l) = (W(l+1)ᵀ δ(l+1)) ⊙ f′(z(l))
///     ∂J/∂W(l) = δ(l) a(l-1)ᵀ          ∂J/∂b(l) = Σ over the examples of δ(l)
///
/// This is what a tape does by itself for any formula; here it stands to be read.
///
/// Rumelhart, Hinton and Williams, "Learning Representations by Back-Propagating Errors", 1986.
public struct HandwrittenBackpropagation: Sendable {
  /// A layer's function f.
  public enum Activation: String, Sendable, CaseIterable {
    /// x, 1 / (1 + exp(-x)), the hyperbolic tangent, or max(x, 0).
    case identity, sigmoid, tanh, relu

    /// f(z), elementwise.
    func value(_ z: Tensor<Double>) -> Tensor<Double> {
      switch self {
      case .identity: z
      case .sigmoid: z.map(.sigmoid)
      case .tanh: z.map(.tanh)
      case .relu: z.map(.relu)
      }
    }

    /// f′(z), elementwise.
    func slope(_ z: Tensor<Double>) -> Tensor<Double> {
      switch self {
      case .identity: .ones(z.shape)
      case .sigmoid: z.map(.sigmoidSlope)
      case .tanh: z.map(.tanhSlope)
      case .relu: z.map(.step)
      }
    }
  }

  /// One layer: W is `[units, inputs]`, b a column `[units, 1]`.
  public struct Layer: Sendable, Equatable {
    /// W, `[units, inputs]`, and b, `[units, 1]`.
    public var weights, biases: Tensor<Double>
    /// The function f of the layer, taken of each element of z.
    public let activation: Activation

    /// A layer of given parameters; the walks throw where their shapes do not fit.
    public init(weights: Tensor<Double>, biases: Tensor<Double>, activation: Activation) {
      self.weights = weights
      self.biases = biases
      self.activation = activation
    }
  }

  /// The layers from the input to the output: layer 1 of the formulas is at index 0.
  public var layers: [Layer]

  /// A perceptron of these layers, first the one that sees the examples.
  public init(layers: [Layer]) { self.layers = layers }

  /// What the forward walk leaves: z(l), and a(l) with a(0) = X first.
  public struct Trace: Sendable {
    /// z(l) of each layer, `[units, examples]`; layer 1 is at index 0.
    public var z: [Tensor<Double>] = []
    /// a(l) of each layer, `[units, examples]`, after X at index 0: one more than there are layers.
    public var a: [Tensor<Double>]
  }

  /// What the backward walk leaves, layer by layer.
  public struct Gradients: Sendable {
    /// δ(l) = ∂J/∂z(l).
    public var deltas: [Tensor<Double>]
    /// ∂J/∂W(l) and ∂J/∂b(l), in the shapes of the layers' own.
    public var weights, biases: [Tensor<Double>]
  }

  /// The forward walk for the columns of `x`; throws `ShapeError`.
  public func forward(_ x: Tensor<Double>) throws -> Trace {
    var trace = Trace(a: [x])
    for layer in layers {
      let z = try Tensor.matmul(layer.weights, trace.a[trace.a.count - 1]) + layer.biases
      trace.z.append(z)
      trace.a.append(layer.activation.value(z))
    }
    return trace
  }

  /// The backward walk, from `slope`, ∂J/∂a(L); throws `ShapeError`.
  public func backward(_ trace: Trace, from slope: Tensor<Double>) throws -> Gradients {
    var gradients = Gradients(deltas: [], weights: [], biases: [])
    var slopeOfA = slope
    for l in layers.indices.reversed() {
      let delta = try slopeOfA * layers[l].activation.slope(trace.z[l])
      gradients.deltas.append(delta)
      gradients.weights.append(try .matmul(delta, trace.a[l], transposingRight: true))
      gradients.biases.append(try delta.sum(to: layers[l].biases.shape))
      slopeOfA = try .matmul(layers[l].weights, delta, transposingLeft: true)
    }
    gradients.deltas.reverse()
    gradients.weights.reverse()
    gradients.biases.reverse()
    return gradients
  }

  /// Half the mean over the examples of ‖a(L) − Y‖², with its slope ∂J/∂a(L).
  public static func squaredError(
    _ output: Tensor<Double>, _ y: Tensor<Double>
  ) throws -> (loss: Double, slope: Tensor<Double>) {
    let examples = Tensor(Double(max(output.shape.extents.last ?? 1, 1)))
    let error = try output - y
    return (
      try (error * error).sum().scalar.map {
        $0 / 2 / Double(max(output.shape.extents.last ?? 1, 1))
      } ?? 0, try error / examples
    )
  }

  /// One step of gradient descent on every layer: W ← W − α(∂J/∂W + λW), b ← b − α ∂J/∂b.
  public mutating func descend(_ gradients: Gradients, rate: Double, decay: Double = 0) throws {
    for l in layers.indices {
      let slope = try gradients.weights[l] + Tensor(decay) * layers[l].weights
      try layers[l].weights.add(slope, times: -rate)
      try layers[l].biases.add(gradients.biases[l], times: -rate)
    }
  }
}
