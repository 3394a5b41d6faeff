/// How a training moves its parameters: the optimiser with all that it was set to, as a run's
/// description has it.
///
/// Each step first scales and bounds the gradients (``clipNorm``, ``clipValue``), then adds λ times
/// the parameter to the gradient of those that are ``decayed``; AdamW shrinks them beside its step.
public struct UpdateRule: Sendable, Hashable {
  /// By which formula a gradient becomes a step, with its constants.
  public enum Method: Sendable, Hashable {
    /// `w ← w − η g`.
    case sgd
    /// `v ← μ v + g`, then `w ← w − η v`; the memory is μ.
    case momentum(memory: Double)
    /// `v ← μ v + g`, then `w ← w − η (g + μ v)`; the memory is μ.
    case nesterov(memory: Double)
    /// `s ← ρ s + (1 − ρ) g²`, then `w ← w − η g / (√s + ε)`; the memory is ρ.
    case rmsprop(memory: Double, epsilon: Double)
    /// `w ← w − η m̂ / (√ŝ + ε)` by running means of `g` and of `g²`, of which the shares β₁ and β₂ stay in a step.
    case adam(beta1: Double, beta2: Double, epsilon: Double)
    /// Adam's step, after `w ← w − η λ w`.
    case adamw(beta1: Double, beta2: Double, epsilon: Double)

    /// The method's name in files: `sgd`, `momentum`, `nesterov`, `rmsprop`, `adam`, `adamw`.
    public var name: String {
      switch self {
      case .sgd: "sgd"
      case .momentum: "momentum"
      case .nesterov: "nesterov"
      case .rmsprop: "rmsprop"
      case .adam: "adam"
      case .adamw: "adamw"
      }
    }
  }

  /// The formula.
  public var method: Method
  /// η, before a schedule changes it.
  public var rate: Double
  /// λ, which pulls parameters to zero; 0 for none.
  public var decay: Double
  /// The ids of the parameters that λ pulls; nil where the run does not say which.
  public var decayed: [Node.ID]?
  /// The greatest norm that all gradients may have together.
  public var clipNorm: Double?
  /// The greatest magnitude that an element of a gradient may have.
  public var clipValue: Double?

  /// A rule that clips nothing and lets nothing decay, unless told.
  public init(
    _ method: Method, rate: Double, decay: Double = 0, decayed: [Node.ID]? = nil,
    clipNorm: Double? = nil, clipValue: Double? = nil
  ) {
    self.method = method
    self.rate = rate
    self.decay = decay
    self.decayed = decayed
    self.clipNorm = clipNorm
    self.clipValue = clipValue
  }

  /// Whether all of its numbers are finite, as JSON can write them.
  package var isFinite: Bool {
    let constants: [Double] =
      switch method {
      case .sgd: []
      case .momentum(let memory), .nesterov(let memory): [memory]
      case .rmsprop(let memory, let epsilon): [memory, epsilon]
      case .adam(let beta1, let beta2, let epsilon),
        .adamw(let beta1, let beta2, let epsilon):
        [beta1, beta2, epsilon]
      }
    return (constants + [rate, decay, clipNorm ?? 0, clipValue ?? 0]).allSatisfy(\.isFinite)
  }

  /// Whether λ pulls a parameter.
  ///
  /// Where the run does not say which, these are what vizbp's layers call weights and tables, and
  /// neither biases nor scales and shifts.
  package func isDecayed(_ id: Node.ID) -> Bool {
    decayed?.contains(id) ?? ["W", "table"].contains(id.split(separator: "/").last ?? "")
  }
}
