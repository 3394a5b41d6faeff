public import VizAutodiff
public import VizTensor

/// One recording of a network on a tape: it hands out the parameters' leaves and remembers which
/// leaf stands for what, so that the recording can be fed again.
public final class ForwardPass<Scalar: TensorScalar> {
  /// What the network computes for.
  public enum Mode: Sendable {
    /// Dropout drops, and normalisation takes the batch's own statistics.
    case training
    /// As the trained network is used: nothing is dropped, and means of all examples normalise.
    case evaluation
  }

  /// The tape that layers record on.
  public let tape = Tape<Scalar>()
  /// Whether it records for training or for evaluation.
  public let mode: Mode
  let seed: UInt64
  let step: Int
  /// The initialiser of weights that name none.
  let initializer: Initializer?
  /// Grows where a parameter is asked for that does not exist, as in the pass that builds a
  /// network.
  private(set) var state: NetworkState<Scalar>
  private let isBuilding: Bool

  private(set) var leaves: [Leaf] = []
  private(set) var observations: [Observation] = []
  private var leafByName: [String: Variable<Scalar>] = [:]
  private var scopeCounts: [String: Int] = [:]
  private var drawCount: UInt64 = 0
  /// The open scopes that parameters do not see: the path up to each, and that of parameters.
  private var uses: [(full: String, own: String?)] = []
  /// Which steps of the sequences are there, `[batch, steps]` of 1 and 0; nil for all.
  ///
  /// Layers that go over steps leave out what is not there; see ``MaskedSequences``.
  public var mask: Variable<Scalar>?
  /// Values that layers kept for whoever looks at what the network does, by name and in order.
  public private(set) var kept: [String: [Variable<Scalar>]] = [:]

  /// A leaf that the network feeds at every step.
  struct Leaf {
    enum Source {
      case parameter(Int)
      case statistic(Int)
    }
    let variable: Variable<Scalar>
    let source: Source
  }

  /// A value whose mean and variance move running statistics after the step.
  struct Observation {
    let variable: Variable<Scalar>
    let mean, variance: Int
    let momentum: Double
  }

  init(
    mode: Mode, state: NetworkState<Scalar>, seed: UInt64, step: Int, initializer: Initializer?,
    isBuilding: Bool
  ) {
    self.mode = mode
    self.state = state
    self.seed = seed
    self.step = step
    self.initializer = initializer
    self.isBuilding = isBuilding
  }

  /// Records what `body` computes in a scope of its own, numbered within the scope around it:
  /// `dense1`, `dense2`.
  ///
  /// A scope with a `name` is not numbered: layers of one name share their parameters.
  public func scope<Result>(
    _ kind: String, name: String? = nil, _ body: () throws -> Result
  ) rethrows -> Result {
    if let name { return try tape.scope(name, body) }
    let count = scopeCounts[path(kind), default: 0] + 1
    scopeCounts[path(kind)] = count
    return try tape.scope("\(kind)\(count)", body)
  }

  /// What is recorded several times with the same parameters, such as a cell at each step.
  public struct Sharing {
    fileprivate let counts: [String: Int]
  }

  /// Begins to share parameters: each ``use(_:of:_:)`` numbers its scopes from here on.
  public func sharing() -> Sharing { Sharing(counts: scopeCounts) }

  /// Records what `body` computes in the scope `name`, which the paths of parameters leave out: a
  /// layer that is called in several uses has the same parameters in each, and one leaf for each
  /// of them.
  public func use<Result>(
    _ name: String, of sharing: Sharing, _ body: () throws -> Result
  ) rethrows -> Result {
    scopeCounts = sharing.counts
    let own = ownScope
    return try tape.scope(name) {
      uses.append((tape.scope ?? "", own))
      defer { uses.removeLast() }
      return try body()
    }
  }

  /// Keeps a value for whoever looks at what the network does; see ``kept``.
  public func keep(_ variable: Variable<Scalar>, as name: String) {
    kept[name, default: []].append(variable)
  }

  /// The open scopes but for those of uses.
  private var ownScope: String? {
    guard let use = uses.last, let scope = tape.scope else { return tape.scope }
    let rest = scope.dropFirst(use.full.count)
    return rest.isEmpty ? use.own : use.own.map { $0 + rest } ?? String(rest.dropFirst())
  }

  /// The leaf of the parameter `name` in the open scope, which training changes.
  ///
  /// The pass that builds the network gives it its first value. Throws ``NeuralError`` where the
  /// parameter has another shape.
  ///
  /// - Parameters:
  ///   - name: The name in the open scope, such as `W`.
  ///   - shape: The shape of its value.
  ///   - initializer: How it gets its first value; nil for the network's choice, or `standard`.
  ///   - standard: What suits the layer best.
  ///   - fans: How many inputs a unit has, and how many outputs an input reaches.
  ///   - isDecayed: Whether L2 decay pulls it to zero.
  public func parameter(
    _ name: String, _ shape: Shape, _ initializer: Initializer? = nil,
    standard: Initializer = .zeros, fans: (in: Int, out: Int) = (1, 1), isDecayed: Bool = false
  ) throws -> Variable<Scalar> {
    let path = path(name)
    let index = try index(of: path, shape, in: \.parameters) { generator in
      let chosen = initializer ?? (isDecayed ? self.initializer : nil) ?? standard
      return Parameter(
        name: path, value: chosen.values(shape, fans: fans, using: &generator),
        isDecayed: isDecayed)
    }
    return leaf(path, .parameter(index)) {
      tape.parameter(state.parameters[index].value, named: path)
    }
  }

  /// The leaf of a running statistic in the open scope, with its position.
  func statistic(
    _ name: String, _ shape: Shape, startingAt start: Scalar
  ) throws -> (leaf: () -> Variable<Scalar>, index: Int) {
    let path = path(name)
    let index = try index(of: path, shape, in: \.statistics) { _ in
      Parameter(name: path, value: Tensor(repeating: start, shape: shape), isDecayed: false)
    }
    return (
      {
        self.leaf(path, .statistic(index)) {
          self.tape.constant(self.state.statistics[index].value, named: path)
        }
      }, index
    )
  }

  /// Moves the statistics at `mean` and `variance` towards those of x's channels after the step.
  func observe(_ x: Variable<Scalar>, mean: Int, variance: Int, momentum: Double) {
    observations.append(
      Observation(variable: x, mean: mean, variance: variance, momentum: momentum))
  }

  /// What the next layer that draws at random draws from, in every step something else.
  func nextSeed() -> Int {
    drawCount += 1
    var generator = SplitMix64(seed: seed, for: Purpose.mask.rawValue, drawCount)
    return Int(truncatingIfNeeded: generator.next())
  }

  /// `name` below the open scopes, without those of uses.
  public func path(_ name: String) -> String { ownScope.map { "\($0)/\(name)" } ?? name }

  private func leaf(
    _ path: String, _ source: Leaf.Source, make: () -> Variable<Scalar>
  ) -> Variable<Scalar> {
    if let variable = leafByName[path] { return variable }
    // Beside the uses that share it, and not in the first of them.
    let variable = tape.scope(at: ownScope, make)
    leafByName[path] = variable
    leaves.append(Leaf(variable: variable, source: source))
    return variable
  }

  private func index(
    of path: String, _ shape: Shape,
    in list: WritableKeyPath<NetworkState<Scalar>, [Parameter<Scalar>]>,
    make: (inout SplitMix64) -> Parameter<Scalar>
  ) throws -> Int {
    let existing = state.index[path]
    if existing == nil, isBuilding {
      let number = state[keyPath: list].count
      var generator = SplitMix64(
        seed: seed, for: Purpose.initialValue.rawValue, UInt64(bitPattern: Int64(number)))
      state[keyPath: list].append(make(&generator))
      state.index[path] = number
      return number
    }
    guard let existing, state[keyPath: list].indices.contains(existing) else {
      throw NeuralError.layer(path, reason: "the network was built without this parameter")
    }
    let built = state[keyPath: list][existing]
    guard built.name == path, built.value.shape == shape else {
      throw NeuralError.layer(
        path, reason: "it has shape \(built.value.shape), and here it would need \(shape)")
    }
    return existing
  }
}

/// What random numbers are drawn for; each purpose has a list of its own.
enum Purpose: UInt64 {
  case initialValue = 1
  case shuffle, mask, split, dataset, sequences, pairs
}
