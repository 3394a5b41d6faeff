import VizAutodiff
public import VizNeural
public import VizTensor

/// What instruments see of a step: the numbers that it was taken with, and what its update made of
/// the parameters.
///
/// What several instruments ask for is computed once.
public final class InstrumentMoment<Scalar: TensorScalar> {
  /// A parameter, before the update and after it.
  public struct Move {
    /// Its path in the network.
    public let name: String
    /// Whether L2 decay pulls at it: a weight.
    public let isDecayed: Bool
    /// Where it was, and by how much it moved.
    public let before, change: [Double]
  }

  /// A function between two layers.
  public struct HiddenFunction: Sendable {
    /// Its name in graphs and records.
    public let name: String
    /// Where its value lies on the step's tape.
    public let index: Int
    /// The extents of its value, the batch first.
    public let extents: [Int]
  }

  /// Who trains; its network has moved.
  public let trainer: Trainer<Scalar>
  /// The step, with the numbers from before the update.
  public let step: TrainingStep<Scalar>
  /// The functions between the layers, from the data to the loss.
  public let hiddenFunctions: [HiddenFunction]

  init(
    _ trainer: Trainer<Scalar>, _ step: TrainingStep<Scalar>, hiddenFunctions: [HiddenFunction]
  ) {
    self.trainer = trainer
    self.step = step
    self.hiddenFunctions = hiddenFunctions
  }

  /// The loss of the step's batch around where the parameters were; nil where the step did not keep
  /// its examples.
  public private(set) lazy var landscape = LossLandscape(trainer, step)

  /// What the update did to each parameter.
  public private(set) lazy var moves: [Move] = zip(
    step.recording.parameters, trainer.network.parameters
  ).map { leaf, parameter in
    let after = parameter.value.elements
    let before = leaf.flatMap { step.value(at: $0.index)?.elements } ?? after
    return Move(
      name: parameter.name, isDecayed: parameter.isDecayed, before: before.map(\.asDouble),
      change: zip(after, before).map { $0.asDouble - $1.asDouble })
  }

  /// The gradient of the step's loss, the elements of all parameters in order; zeros where it reached
  /// none.
  public private(set) lazy var gradient: [Double] = zip(
    step.recording.parameters, trainer.network.parameters
  ).flatMap { leaf, parameter -> [Double] in
    leaf.flatMap { step.gradient(at: $0.index)?.elements.map(\.asDouble) }
      ?? [Double](repeating: 0, count: parameter.value.shape.elementCount)
  }

  /// What a hidden function gave, a row an example: of images the means of the channels, of sequences
  /// a row for each step.
  ///
  /// - Parameters:
  ///   - function: The function.
  ///   - most: How many rows there are at most, evenly spread over the batch.
  ///   - magnitudes: Whether magnitudes are taken, before anything is averaged.
  /// - Returns: Nil where the step kept no value of it.
  public func rows(
    of function: HiddenFunction, atMost most: Int = .max, magnitudes: Bool = false
  ) -> [[Double]]? {
    let extents = function.extents
    guard extents.count >= 2, let count = extents.first, count > 0 else { return nil }
    let isImage = extents.count == 4
    let units = isImage ? extents[1] : extents[extents.count - 1]
    let pixels = isImage ? extents[2] * extents[3] : 1
    return step.withValue(at: function.index) { elements -> [[Double]]? in
      guard units > 0, pixels > 0 else { return nil }
      let rows = elements.count / (units * pixels)
      let shown = min(rows, most)
      return (0..<shown).map { index in
        let start = (index * rows / shown) * units * pixels
        return (0..<units).map { unit in
          var sum = 0.0
          for pixel in 0..<pixels {
            let value = elements[start + unit * pixels + pixel].asDouble
            sum += magnitudes ? value.magnitude : value
          }
          return sum / Double(pixels)
        }
      }
    } ?? nil
  }
}
