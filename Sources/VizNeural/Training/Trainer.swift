import Foundation
import VizAutodiff
public import VizTensor

/// Trains a network: batches in, gradients, parameters downhill.
///
/// Float trains wide layers almost twice as fast as Double, in half the memory, and is what one
/// takes; Double is for comparing digits. The same seeds give the same bits, however a training is
/// interrupted.
///
///     let trainer = try Trainer(network, on: data.train, testing: data.test, options)
///     let result = try trainer.run()
public final class Trainer<Scalar: TensorScalar> {
  /// The network after the last step, or that of the best evaluation where training stopped early.
  public internal(set) var network: Network<Scalar>
  /// The data that batches are taken from.
  public let training: Dataset<Scalar>
  /// What it is judged by; nil for the training data.
  public let testing: Dataset<Scalar>?
  /// How the network is trained; a trainer keeps its options to the end.
  public let options: TrainingOptions
  /// How many steps have been taken.
  public internal(set) var steps = 0
  /// Sees each step; kept alive by whoever made it. After a checkpoint it remembers what the observer
  /// remembered then.
  public weak var observer: (any TrainingObserver)? { didSet { recall() } }

  /// What the optimiser remembers of the steps so far.
  public internal(set) var optimizer: OptimizerState<Scalar>
  var progress = EarlyStopping.Progress()
  /// The network at the best evaluation, where training may stop early.
  var best: NetworkState<Scalar>?
  /// Whether the step that a checkpoint went back to has not been looked at again.
  var isRestored = false
  /// What the observer remembered at the checkpoint, until there is one here that does.
  var remembered: (step: Int, state: [String: [Double]])?
  private var batches: Batches
  /// Whether a step is recorded once for each size of batch and then runs again, which is faster;
  /// turn it off for a layer that decides by values what it records. The numbers are the same.
  public var replays = true
  private var programs: [Int: StepReplay<Scalar>] = [:]
  private let targets: Tensor<Scalar>

  /// Throws ``NeuralError`` where network, data and options do not fit.
  public init(
    _ network: Network<Scalar>, on training: Dataset<Scalar>,
    testing: Dataset<Scalar>? = nil, _ options: TrainingOptions
  ) throws {
    self.network = network
    self.training = training
    self.testing = testing
    self.options = options
    targets = try training.targets(for: options.loss)
    guard network.inputShape == training.inputShape else {
      throw NeuralError.dataset(
        training.name,
        reason: "an example has shape \(training.inputShape), and the network takes "
          + "\(network.inputShape)")
    }
    let outputs = training.outputs(for: options.loss)
    guard network.outputShape.reduce(1, *) == outputs else {
      throw NeuralError.layer(
        "network",
        reason: "it has \(network.outputShape) outputs, and \(options.loss.rawValue) on "
          + "\(training.name) takes \(outputs)")
    }
    optimizer = OptimizerState(options.optimizer, for: network.parameters)
    batches = Batches(
      count: training.count, size: options.batchSize, seed: options.seed)
  }

  /// Lets the observer remember what a checkpoint kept of it, unless steps were taken without one.
  func recall() {
    guard let observer, let remembered else { return }
    self.remembered = nil
    if remembered.step == steps { observer.state = remembered.state }
  }

  /// How many steps go through the training data once.
  public var stepsPerEpoch: Int { batches.perEpoch }

  /// Goes on until all steps are taken, the loss stops improving, or the flag is raised.
  ///
  /// After a checkpoint the evaluation of its step, if there was one, is shown to the observer
  /// again, so that what it writes has the same evaluations as without the interruption.
  ///
  /// - Parameters:
  ///   - stop: Ends the training cleanly after the current step.
  ///   - progress: Called after each step, and its evaluation if there is one, with the number of
  ///     steps taken and the batch's loss.
  public func run(
    stop: StopFlag? = nil, progress: ((_ steps: Int, _ loss: Double) throws -> Void)? = nil
  ) throws -> TrainingResult {
    var loss = Double.nan
    var end = TrainingResult.End.allSteps
    var evaluation: Evaluation?
    if hasStoppedImproving {
      // A checkpoint of a training that had come to its end: nothing more is done or shown.
      isRestored = false
      return TrainingResult(
        end: .noImprovement(bestStep: self.progress.bestStep), steps: steps, loss: loss,
        evaluation: try evaluate(isSeen: false))
    }
    if isRestored, steps > 0, isEvaluated(steps) { evaluation = try evaluate() }
    isRestored = false
    while steps < options.steps {
      if stop?.isRaised == true {
        end = .stopped
        break
      }
      loss = try step()
      evaluation = nil
      guard loss.isFinite else {
        end = .diverged
        try progress?(steps, loss)
        break
      }
      if isEvaluated(steps) {
        let current = try evaluate()
        evaluation = current
        noteImprovement(current)
        if hasStoppedImproving {
          if let best { network.state = best }
          end = .noImprovement(bestStep: self.progress.bestStep)
          evaluation = nil
        }
      }
      try progress?(steps, loss)
      if case .noImprovement = end { break }
    }
    let last = try evaluation ?? evaluate(isSeen: end != .diverged)
    return TrainingResult(end: end, steps: steps, loss: loss, evaluation: last)
  }

  /// Takes one step and returns the loss of its batch before it.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  @discardableResult
  public func step() throws -> Double {
    let step = try differentiate()
    if let observer { try observer.trainer(self, willUpdate: step) }
    try update(step)
    steps += 1
    if let observer { try observer.trainer(self, didUpdate: step) }
    return step.loss
  }

  /// The values and gradients of the next batch.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private func differentiate() throws -> TrainingStep<Scalar> {
    let positions = batches.positions(at: steps)
    let recording: TrainingRecording<Scalar>
    let source: TrainingStep<Scalar>.Source
    var loss = Double.nan
    if let replay = try replay(for: positions) {
      recording = replay.recording
      try replay.run(network.state, step: steps, inputs: training.inputs, targets, at: positions)
      try network.observe(recording.observations) { try replay.program.value(of: $0) }
      loss =
        replay.program.withValue(of: recording.loss.index) { $0.first?.asDouble ?? .nan } ?? .nan
      source = .program(replay.program)
    } else {
      recording = try record(positions, step: steps)
      let gradients = try recording.tape.gradient(
        of: recording.loss, withRespectTo: recording.parameters.compactMap { $0 })
      try network.observe(recording.observations) { $0.value }
      loss = recording.loss.value.scalar?.asDouble ?? .nan
      source = .tape(gradients)
    }
    return TrainingStep(
      number: steps, epoch: steps / batches.perEpoch, learningRate: learningRate, loss: loss,
      recording: recording, source: source)
  }

  private func record(
    _ positions: ArraySlice<Int>, step: Int
  ) throws -> TrainingRecording<Scalar> {
    try TrainingRecording(
      network, options.loss, inputs: training.inputs.rows(at: positions),
      targets: targets.rows(at: positions), mode: .training, step: step)
  }

  /// The program for batches of this size; nil where steps are recorded anew.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private func replay(for positions: ArraySlice<Int>) throws -> StepReplay<Scalar>? {
    guard replays else { return nil }
    if let replay = programs[positions.count] { return replay }
    let recording = try record(positions, step: 0)
    // Nobody learns from the gradient of the data, which would be another third of the work of the
    // first layer; all nodes between the parameters and the loss have theirs on the way.
    let wanted = recording.parameters.compactMap { $0 }
    guard let replay = try StepReplay(recording, withRespectTo: wanted) else {
      replays = false
      return nil
    }
    programs[positions.count] = replay
    return replay
  }

  /// The learning rate of the next step.
  public var learningRate: Double {
    options.learningRate * options.schedule.factor(at: steps)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  private func update(_ step: TrainingStep<Scalar>) throws {
    let leaves = step.recording.parameters
    let clipping = options.clipping.factors(
      squares: leaves.reduce(0) { sum, leaf in
        sum + (leaf.flatMap { step.withGradient(at: $0.index) { $0.sumOfSquares() } } ?? 0)
      })
    optimizer.advance()
    for (index, leaf) in leaves.enumerated() {
      guard let leaf else { continue }
      _ = try step.withGradient(at: leaf.index) { gradient in
        try optimizer.update(
          &network.state.parameters[index], at: index, gradient, learningRate: step.learningRate,
          decay: options.l2, clipping: clipping)
      }
    }
  }

  /// Whether the held-out data are looked at after so many steps.
  private func isEvaluated(_ steps: Int) -> Bool {
    options.evaluationInterval > 0 && steps.isMultiple(of: options.evaluationInterval)
  }

  /// Whether the held-out loss has not improved for as long as the options allow, which ends the
  /// training.
  public var hasStoppedImproving: Bool {
    options.earlyStopping.map { progress.evaluationsSince >= max($0.patience, 1) } ?? false
  }

  private func noteImprovement(_ evaluation: Evaluation) {
    guard let rule = options.earlyStopping,
      progress.isBest(evaluation.loss, step: steps, by: rule)
    else { return }
    best = network.state
  }

  /// Looks at the held-out data.
  public func evaluate() throws -> Evaluation { try evaluate(isSeen: true) }

  private func evaluate(isSeen: Bool) throws -> Evaluation {
    let evaluation = try network.evaluate(testing ?? training, options.loss, step: steps)
    if isSeen, let observer { try observer.trainer(self, didEvaluate: evaluation) }
    return evaluation
  }
}

extension Network {
  /// How well the network does on `data`.
  public func evaluate(
    _ data: Dataset<Scalar>, _ loss: Loss, step: Int = 0
  ) throws -> Evaluation {
    let targets = try data.targets(for: loss)
    var (total, hits, error, bits) = (0.0, 0.0, 0.0, 0.0)
    var isClassification = false
    // In parts, so that a large set needs no more memory than a small one.
    let size = Self.evaluationSize(of: data.inputShape)
    for start in stride(from: 0, to: data.count, by: size) {
      let range = Array(start..<min(start + size, data.count))[...]
      let share = Double(range.count) / Double(data.count)
      let recording = try TrainingRecording(
        self, loss, inputs: data.inputs.rows(at: range), targets: targets.rows(at: range),
        mode: .evaluation, step: 0)
      let (output, y) = (recording.output, recording.target)
      let mean = recording.loss.value.scalar?.asDouble ?? 0
      total += mean * share
      if loss == .sequenceBits {
        bits += mean * Double(y.value.elements.count { $0 >= 0 }) / log(2) / Double(data.count)
      }
      if let accuracy = try loss.accuracy(of: output.value, y.value) {
        isClassification = true
        hits += accuracy * share
      } else {
        error +=
          try (output.value - y.value).map(.abs).mean().scalar.map {
            $0.asDouble * share
          } ?? 0
      }
    }
    return Evaluation(
      step: step, loss: total, accuracy: isClassification ? hits : nil,
      absoluteError: isClassification ? nil : error,
      bitsPerSequence: loss == .sequenceBits ? bits : nil)
  }

  /// How many examples are looked at together: of sequences, whose every step leaves values behind,
  /// fewer than of points.
  private static func evaluationSize(of shape: [Int]) -> Int {
    shape.count == 2 ? max(min(32_768 / max(shape.reduce(1, *), 1), 1024), 1) : 1024
  }
}
