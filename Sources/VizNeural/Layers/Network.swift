import VizAutodiff
import VizBase
public import VizTensor

/// A layer together with its parameters.
///
///     let network = try Network<Float>(
///       Sequential(Dense(16, .tanh), Dense(16, .tanh), Dense(3)), inputShape: [2], seed: 7)
///     let scores = try network.predict(examples)  // [examples, 3]
public struct Network<Scalar: TensorScalar>: Sendable {
  /// What is computed; its tensors are in ``state``.
  public let layer: any Layer
  /// The extents of one example.
  public let inputShape: [Int]
  /// What first values and dropout are drawn from.
  public let seed: UInt64
  /// The parameters and running statistics as they are now.
  public internal(set) var state: NetworkState<Scalar>
  /// The extents of the output for one example.
  public let outputShape: [Int]

  /// Builds the network for examples of `inputShape`.
  ///
  /// `initializer` is for all weights whose layer names none; left out, each layer takes what
  /// suits its activation. Throws ``NeuralError``, `ShapeError` or `AutodiffError` where the layers
  /// do not fit each other.
  public init(
    _ layer: any Layer, inputShape: [Int], seed: UInt64, initializer: Initializer? = nil
  ) throws {
    self.layer = layer
    self.inputShape = inputShape
    self.seed = seed
    let pass = ForwardPass(
      mode: .evaluation, state: NetworkState<Scalar>(), seed: seed, step: 0,
      initializer: initializer, isBuilding: true)
    let example = Tensor<Scalar>.zeros(try Shape([1] + inputShape))
    let output = try layer(pass.tape.input(example, named: "x"), in: pass)
    guard output.shape.extents.first == 1 else {
      throw NeuralError.layer(
        "network", reason: "its output for one example has shape \(output.shape), without a batch")
    }
    state = pass.state
    outputShape = Array(output.shape.extents.dropFirst())
  }

  /// What training changes, in the order in which the network meets it.
  public var parameters: [Parameter<Scalar>] { state.parameters }
  /// How many numbers training changes.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.shape.elementCount } }

  /// Gives the parameter or running statistic `name` another value, of the same shape.
  ///
  /// Throws ``NeuralError`` where there is none such.
  public mutating func set(_ name: String, to value: Tensor<Scalar>) throws {
    for list in [\NetworkState<Scalar>.parameters, \.statistics] {
      guard let index = state[keyPath: list].firstIndex(where: { $0.name == name }) else {
        continue
      }
      let shape = state[keyPath: list][index].value.shape
      guard shape == value.shape else {
        throw NeuralError.layer(name, reason: "it has shape \(shape), and the value \(value.shape)")
      }
      state[keyPath: list][index].value = value
      return
    }
    let names = (state.parameters + state.statistics).map(\.name)
    throw NeuralError.layer(
      name,
      reason: "there is no such parameter"
        + (name.nearest(among: names).map { "; did you mean \($0)?" } ?? ""))
  }

  /// A pass that records this network; call ``layer`` with it.
  ///
  /// - Parameters:
  ///   - mode: What it computes for.
  ///   - step: Which training step it is, from which dropout draws its masks.
  public func pass(_ mode: ForwardPass<Scalar>.Mode, step: Int = 0) -> ForwardPass<Scalar> {
    ForwardPass(
      mode: mode, state: state, seed: seed, step: step, initializer: nil, isBuilding: false)
  }

  /// The output for a batch of inputs, as a trained network.
  public func predict(_ inputs: Tensor<Scalar>) throws -> Tensor<Scalar> {
    let pass = pass(.evaluation)
    return try layer(pass.tape.input(inputs, named: "x"), in: pass).value
  }

  /// Moves running statistics towards those of the values that layers asked to have observed.
  mutating func observe(
    _ observations: [ForwardPass<Scalar>.Observation],
    value: (Variable<Scalar>) throws -> Tensor<Scalar>
  ) throws {
    for observation in observations {
      let x = try value(observation.variable)
      let kept = x.shape.reduced(over: [0] + Array(2..<max(x.shape.rank, 2)))
      let mean = try x.mean(to: kept)
      let centred = try x - mean
      // Of the batch's n numbers a channel; n - 1 makes the estimate right on average.
      let count = x.shape.elementCount / max(kept.elementCount, 1)
      let unbiased = Scalar(Double(count) / Double(max(count - 1, 1)))
      let variance = try (centred * centred).mean(to: kept) * Tensor(unbiased)
      for (index, batch) in [(observation.mean, mean), (observation.variance, variance)] {
        let running = state.statistics[index].value
        let change = try batch.reshaped(to: running.shape) - running
        state.statistics[index].value = try running + change * Tensor(Scalar(observation.momentum))
      }
    }
  }
}
