public import VizAutodiff
public import VizTensor

/// A Neural Turing Machine: a controller with heads that write to a memory and read from it, all of
/// it differentiable.
///
/// At each step the controller sees the input and what was read at the step before. Then each write
/// head erases and adds, `M(i) ← M(i) (1 - w(i) e) + w(i) a`, and each read head reads `r = Σ w(i)
/// M(i)` of the memory as it is now. The output is an affine function of the controller's and of what
/// was read. `MemoryHead` has where a head looks.
///
/// Graves, Wayne and Danihelka, "Neural Turing Machines", 2014, arXiv 1410.5401.
public struct NeuralTuringMachine: Cell {
  /// What sees the input and moves the heads.
  public enum Controller: Sendable, Hashable {
    /// A layer of tanh units without a memory of its own.
    case feedForward(Int)
    /// An LSTM of so many units.
    case lstm(Int)
  }

  /// How many numbers the machine gives at each step.
  public let outputs: Int
  /// What sees the input and moves the heads.
  public let controller: Controller
  /// How many locations the memory has, N, and how many numbers each holds, M.
  public let locations, width: Int
  /// How many heads read, and how many write.
  public let readHeads, writeHeads: Int
  /// By how many locations a head can shift its focus at a step, to either side.
  public let reach: Int
  /// The scope of its parameters; nil for `ntm1`, `ntm2` and so on.
  public let name: String?

  /// A machine of `outputs` numbers a step; by default with the paper's memory of 128 locations of 20
  /// numbers, and one head of each kind.
  public init(
    outputs: Int, controller: Controller = .feedForward(100), locations: Int = 128,
    width: Int = 20, readHeads: Int = 1, writeHeads: Int = 1, reach: Int = 1, name: String? = nil
  ) {
    self.outputs = outputs
    self.controller = controller
    self.locations = locations
    self.width = width
    self.readHeads = readHeads
    self.writeHeads = writeHeads
    self.reach = reach
    self.name = name
  }

  /// What each element of the memory holds before the first step.
  ///
  /// Collier and Beel, "Implementing Neural Turing Machines", 2018, found that a small constant
  /// learns fastest.
  static let blank = 1e-6

  private var heads: (write: [MemoryHead], read: [MemoryHead]) {
    func make(_ kind: MemoryHead.Kind, _ count: Int) -> [MemoryHead] {
      (0..<count).map {
        MemoryHead(kind, number: $0 + 1, locations: locations, width: width, reach: reach)
      }
    }
    return (make(.write, writeHeads), make(.read, readHeads))
  }

  /// The memory blank, all heads at the first location, nothing read, and the controller's own state.
  ///
  /// - Throws: ``NeuralError`` where the memory or the heads make no machine.
  public func start<Scalar: TensorScalar>(
    batch: Int, in pass: ForwardPass<Scalar>
  ) throws -> [Variable<Scalar>] {
    guard reach >= 0, locations > 2, reach < (locations + 1) / 2, width > 0, readHeads > 0,
      writeHeads > 0
    else {
      throw NeuralError.layer(
        pass.path("ntm"),
        reason: "a machine has heads that read and write, and more locations than a shift reaches;"
          + " this has \(readHeads) and \(writeHeads), and \(locations) locations of \(width)")
    }
    let memory = pass.tape.constant(
      Tensor(repeating: Scalar(Self.blank), shape: try Shape([batch, locations, width])))
    var focus = [Scalar](repeating: 0, count: batch * locations)
    for example in 0..<batch { focus[example * locations] = 1 }
    let weighting = pass.tape.constant(try Tensor(focus, shape: Shape([batch, locations])))
    let weightings = [Variable<Scalar>](repeating: weighting, count: readHeads + writeHeads)
    let read = try (0..<readHeads).map { _ in try pass.zeros(batch, width) }
    return try [memory] + weightings + read + controllerStart(batch, pass)
  }

  private func controllerStart<Scalar: TensorScalar>(
    _ batch: Int, _ pass: ForwardPass<Scalar>
  ) throws -> [Variable<Scalar>] {
    guard case .lstm(let units) = controller else { return [] }
    return try LSTMCell(units).start(batch: batch, in: pass)
  }

  /// Records a step; the state is the memory, the weightings of the heads that write and of those that
  /// read, what was read, and the controller's.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, _ state: [Variable<Scalar>], in pass: ForwardPass<Scalar>
  ) throws -> (output: Variable<Scalar>, state: [Variable<Scalar>]) {
    try pass.scope("ntm", name: name) {
      let weightings = state[1...(writeHeads + readHeads)]
      let afterHeads = 1 + writeHeads + readHeads
      let read = state[afterHeads..<afterHeads + readHeads]
      let seen = try concat([x] + read, axis: 1)
      let (control, controlState) = try control(
        seen, Array(state[(afterHeads + readHeads)...]), pass)
      var memory = state[0]
      var (newWeightings, newRead): ([Variable<Scalar>], [Variable<Scalar>]) = ([], [])
      let heads = heads
      for (head, weighting) in zip(heads.write + heads.read, weightings) {
        let (newWeighting, change) = try head(control, memory, weighting, in: pass)
        newWeightings.append(newWeighting)
        switch change {
        case .memory(let changed): memory = changed
        case .read(let vector): newRead.append(vector)
        }
      }
      let output = try Dense(outputs, name: "output")(
        concat([control] + newRead, axis: 1), in: pass)
      return (output, [memory] + newWeightings + newRead + controlState)
    }
  }

  private func control<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, _ state: [Variable<Scalar>], _ pass: ForwardPass<Scalar>
  ) throws -> (output: Variable<Scalar>, state: [Variable<Scalar>]) {
    switch controller {
    case .feedForward(let units): (try Dense(units, .tanh, name: "controller")(x, in: pass), [])
    case .lstm(let units): try LSTMCell(units, name: "controller")(x, state, in: pass)
    }
  }
}
