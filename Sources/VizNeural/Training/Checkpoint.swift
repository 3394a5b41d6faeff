public import Foundation
import VizBase
import VizTensor

/// Everything that a training needs to go on where it stood, to the last bit.
///
/// Random draws depend on the seeds and the step alone, so that no generator's state is needed. As
/// any `Codable` value it becomes JSON or a property list; tensors are the bytes of their numbers.
public struct Checkpoint: Sendable, Equatable, Codable {
  /// A tensor by name.
  public struct Entry: Sendable, Equatable, Codable {
    /// The path of its parameter in the network: `dense1/W`.
    public let name: String
    /// The extents of the tensor, the slowest axis first.
    public let shape: [Int]
    /// The numbers in row-major order, little-endian.
    public let data: Data

    init(name: String, shape: [Int], data: Data) {
      self.name = name
      self.shape = shape
      self.data = data
    }

    private enum CodingKeys: String, CodingKey { case name, shape, data }

    /// Decodes an entry, whose numbers are in base64.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      let text = try container.decode(String.self, forKey: .data)
      let bytes = Base64.decode(text)
      guard Base64.encode(bytes) == text else {
        throw DecodingError.dataCorruptedError(
          forKey: .data, in: container, debugDescription: "expected base64")
      }
      self.init(
        name: try container.decode(String.self, forKey: .name),
        shape: try container.decode([Int].self, forKey: .shape), data: Data(bytes))
    }

    /// Encodes the entry, its numbers in base64.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(shape, forKey: .shape)
      try container.encode(Base64.encode([UInt8](data)), forKey: .data)
    }
  }

  /// `float32` or `float64`.
  public let dtype: String
  /// The training's options; who goes on must have the same, but for steps and evaluations.
  public let options: TrainingOptions
  /// The network's seed, from which dropout draws.
  public let networkSeed: UInt64
  /// How many steps had been taken.
  public let steps: Int
  let progress: EarlyStopping.Progress
  let optimizerSteps: Int
  let parameters, statistics: [Entry]
  let means, squares: [Entry]
  let bestParameters, bestStatistics: [Entry]
  /// What the observer remembers, of numbers in double precision; nil where it remembers nothing.
  let observed: [Entry]?
}

extension Trainer where Scalar: CheckpointScalar {
  /// What this training needs to go on.
  public var checkpoint: Checkpoint {
    func entries(_ list: [Parameter<Scalar>]) -> [Checkpoint.Entry] {
      list.map { entry($0.name, $0.value) }
    }
    func entry(_ name: String, _ tensor: Tensor<Scalar>) -> Checkpoint.Entry {
      Checkpoint.Entry(name: name, shape: tensor.shape.extents, data: Scalar.data(tensor.elements))
    }
    let names = network.parameters.map(\.name)
    let observed = (observer?.state ?? [:]).sorted { $0.key < $1.key }.map { name, numbers in
      Checkpoint.Entry(name: name, shape: [numbers.count], data: Double.data(numbers))
    }
    return Checkpoint(
      dtype: Scalar.dtypeName, options: options, networkSeed: network.seed, steps: steps,
      progress: progress, optimizerSteps: optimizer.steps,
      parameters: entries(network.state.parameters),
      statistics: entries(network.state.statistics),
      means: zip(names, optimizer.means).map(entry),
      squares: zip(names, optimizer.squares).map(entry),
      bestParameters: entries(best?.parameters ?? []),
      bestStatistics: entries(best?.statistics ?? []), observed: observed.isEmpty ? nil : observed)
  }

  /// Goes back to where `checkpoint` stood.
  ///
  /// The trainer must have been made from the same data, network and options; only the number of
  /// steps and the interval of evaluations may differ. Throws ``NeuralError`` where it does not
  /// fit, and then nothing has changed.
  public func restore(_ checkpoint: Checkpoint) throws {
    func refuse(_ reason: String) -> NeuralError { .checkpoint(reason: reason) }
    guard checkpoint.dtype == Scalar.dtypeName else {
      throw refuse("its numbers are \(checkpoint.dtype), and the network's \(Scalar.dtypeName)")
    }
    var expected = checkpoint.options
    expected.steps = options.steps
    expected.evaluationInterval = options.evaluationInterval
    guard expected == options, checkpoint.networkSeed == network.seed else {
      throw refuse("it was made with other options")
    }
    guard checkpoint.steps >= 0 else {
      throw refuse("it has a negative number of steps")
    }
    let counts = [
      checkpoint.optimizerSteps, checkpoint.progress.bestStep, checkpoint.progress.evaluationsSince,
    ]
    guard counts.allSatisfy({ 0...checkpoint.steps ~= $0 }) else {
      throw refuse("it counts more updates or evaluations than steps")
    }
    func tensors(_ entries: [Checkpoint.Entry], like: [Parameter<Scalar>]) throws
      -> [Tensor<Scalar>]
    {
      guard entries.map(\.name) == like.map(\.name) else {
        throw refuse("it belongs to another network: its parameters have other names")
      }
      return try zip(entries, like).map { entry, parameter in
        guard entry.shape == parameter.value.shape.extents,
          let elements = Scalar.elements(entry.data),
          elements.count == parameter.value.shape.elementCount
        else {
          throw refuse("\(entry.name) does not have the shape \(parameter.value.shape)")
        }
        return try Tensor(elements, shape: parameter.value.shape)
      }
    }
    func state(
      _ parameters: [Checkpoint.Entry], _ statistics: [Checkpoint.Entry]
    ) throws -> NetworkState<Scalar> {
      var state = network.state
      for (i, value) in try tensors(parameters, like: state.parameters).enumerated() {
        state.parameters[i].value = value
      }
      for (i, value) in try tensors(statistics, like: state.statistics).enumerated() {
        state.statistics[i].value = value
      }
      return state
    }
    func slots(_ entries: [Checkpoint.Entry], _ areThere: Bool) throws -> [Tensor<Scalar>] {
      try tensors(entries, like: areThere ? network.parameters : [])
    }
    let restored = try state(checkpoint.parameters, checkpoint.statistics)
    let hasBest = !checkpoint.bestParameters.isEmpty
    let best = hasBest ? try state(checkpoint.bestParameters, checkpoint.bestStatistics) : nil
    var optimizer = optimizer
    optimizer.steps = checkpoint.optimizerSteps
    optimizer.means = try slots(checkpoint.means, options.optimizer.hasMeans)
    optimizer.squares = try slots(checkpoint.squares, options.optimizer.hasSquares)
    var observed: [String: [Double]] = [:]
    for entry in checkpoint.observed ?? [] {
      guard let numbers = Double.elements(entry.data), entry.shape == [numbers.count] else {
        throw refuse("\(entry.name) is not a list of numbers")
      }
      observed[entry.name] = numbers
    }

    network.state = restored
    self.best = best
    self.optimizer = optimizer
    progress = checkpoint.progress
    steps = checkpoint.steps
    isRestored = true
    remembered = (steps, observed)
    recall()
  }
}

/// A number whose bits a checkpoint can hold: `Float` or `Double`.
public protocol CheckpointScalar: TensorScalar {
  /// The bits of the numbers, little-endian.
  static func data(_ elements: [Self]) -> Data
  /// The numbers of their bits; nil where there is no whole number of them.
  static func elements(_ data: Data) -> [Self]?
}

extension Float: CheckpointScalar {
  /// The bits of the numbers, four bytes each, little-endian.
  public static func data(_ elements: [Float]) -> Data {
    Checkpoint.data(elements.map(\.bitPattern))
  }

  /// The numbers of their bits; nil where the bytes are no multiple of four.
  public static func elements(_ data: Data) -> [Float]? {
    Checkpoint.words(data).map { $0.map(Float.init(bitPattern:)) }
  }
}

extension Double: CheckpointScalar {
  /// The bits of the numbers, eight bytes each, little-endian.
  public static func data(_ elements: [Double]) -> Data {
    Checkpoint.data(elements.map(\.bitPattern))
  }

  /// The numbers of their bits; nil where the bytes are no multiple of eight.
  public static func elements(_ data: Data) -> [Double]? {
    Checkpoint.words(data).map { $0.map(Double.init(bitPattern:)) }
  }
}

extension Checkpoint {
  fileprivate static func data<Word: FixedWidthInteger>(_ words: [Word]) -> Data {
    words.map(\.littleEndian).withUnsafeBytes { Data($0) }
  }

  fileprivate static func words<Word: FixedWidthInteger>(_ data: Data) -> [Word]? {
    let size = MemoryLayout<Word>.size
    guard data.count.isMultiple(of: size) else { return nil }
    var words = [Word](repeating: 0, count: data.count / size)
    _ = words.withUnsafeMutableBytes { data.copyBytes(to: $0) }
    return words.map { Word(littleEndian: $0) }
  }
}
