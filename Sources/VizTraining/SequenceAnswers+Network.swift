public import VizNeural
public import VizTensor
public import VizTrace

extension SequenceAnswers {
  /// About so many steps are kept, of so many sequences at most.
  private static let (mostSteps, mostSequences) = (480, 8)

  /// What a network answers to the first of some sequences; nil where it has no class at each step,
  /// or sees something else than classes.
  ///
  /// - Parameters:
  ///   - network: The network, as it is after `step` steps.
  ///   - data: The sequences.
  ///   - isText: Whether they are pieces of a text.
  ///   - isHeldOut: Whether the network did not learn from them.
  ///   - step: The number of the step.
  /// - Throws: `NeuralError` or `ShapeError` where the data do not fit the network.
  public init?<Scalar: TensorScalar>(
    of network: Network<Scalar>, on data: Dataset<Scalar>, isText: Bool, isHeldOut: Bool, step: Int
  ) throws {
    guard case .steps(let targets) = data.targets, data.inputs.shape.rank == 2,
      let length = targets.shape.extents.last, length > 0, data.inputShape == [length]
    else { return nil }
    let count = min(max(Self.mostSteps / length, 2), Self.mostSequences, data.count)
    let inputs = try data.inputs.rows(at: Array(0..<count)[...])
    let scores = try network.predict(inputs).elements
    let width = data.classes.count
    guard scores.count == count * length * width else { return nil }
    func classes(_ elements: some Swift.Sequence<Scalar>) -> [Int] {
      elements.compactMap { Int(exactly: $0.asDouble) }
    }
    self.init(
      step: step, isText: isText, isHeldOut: isHeldOut, classes: data.classes,
      sequences: (0..<count).map { example in
        let steps = example * length..<(example + 1) * length
        return Sequence(
          inputs: classes(inputs.elements[steps]), targets: classes(targets.elements[steps]),
          answers: steps.map { step in
            let own = scores[step * width..<(step + 1) * width]
            guard own.allSatisfy({ !$0.asDouble.isNaN }) else { return nil }
            return own.indices.max { own[$0] < own[$1] }.map { $0 - own.startIndex }
          })
      })
    guard isSound else { return nil }
  }
}
