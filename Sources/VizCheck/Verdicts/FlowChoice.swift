import VizTensor
import VizTrace

/// The gradients of a graph against its rules, for the outputs that they agree with best.
///
/// Where a file does not say what its outputs are weighted with, and its numbers are those of no
/// likely weights, there are two explanations: one rule is wrong, or the outputs were weighted
/// otherwise and every rule is right. The one that takes fewer numbers is the likelier; where both
/// take as many, both are said.
struct FlowChoice {
  var flow: GradientFlow
  /// The nodes at which the file's gradient is another subgradient than the table's.
  private(set) var kinks: [Int]
  private(set) var notFinite: NotFinite
  /// What the gradients may be those of instead, where that explains all of them, and faulty rules do
  /// so as plainly.
  private(set) var alternative: GradientFlow?

  init(_ replay: GraphReplay) {
    var choices: [FlowChoice] = []
    for seeds in OutputSeeds.candidates(replay) {
      let choice = FlowChoice(GradientFlow(replay, seeds: seeds))
      choices.append(choice)
      if choice.count == 0 { break }
    }
    guard var best = choices.min(by: { $0.count < $1.count }) else {
      self.init(GradientFlow(replay, seeds: OutputSeeds(origin: .stated, seeds: [:])))
      return
    }
    if best.count > 0, Set(replay.outputs).count > 1 {
      let rated = choices.map(Rated.init)
      let plainest = rated.min {
        ($0.numbers, $0.choice.count) < ($1.numbers, $1.choice.count)
      }
      best = plainest?.choice ?? best
      if let weights = OutputWeights(replay) { best.consider(weights, beside: rated) }
    }
    if best.count > 0 {
      // Where a value was changed after the gradients were computed, it is the value that is wrong.
      let other = FlowChoice(GradientFlow(replay, seeds: best.flow.seeds, fromLeaves: true))
      if other.count < best.count { best = other }
    }
    self = best
  }

  private init(_ flow: GradientFlow) {
    var flow = flow
    let subgradients = Subgradients(flow)
    for index in subgradients.excused { flow.settle(index, .right(0)) }
    kinks = subgradients.kinks
    notFinite = NotFinite(flow.replay, flow)
    for (index, finding) in notFinite.findings { flow.settle(index, finding) }
    self.flow = flow
  }

  private var count: Int { flow.disagreements.count }

  /// A choice, and how many numbers it leaves to be explained.
  private struct Rated {
    let choice: FlowChoice
    let numbers: Int
    /// Of one rule that explains everything; nil where none does.
    let ofOneRule: Int?

    init(_ choice: FlowChoice) {
      self.choice = choice
      ofOneRule = Blame(choice.flow).freedom
      numbers = ofOneRule ?? Blame.wrongNumbers(choice.flow)
    }
  }

  /// Takes outputs with the weights that the numbers show for what was meant, unless one faulty rule
  /// explains the numbers as plainly.
  private mutating func consider(_ weights: OutputWeights, beside rated: [Rated]) {
    let weighted = FlowChoice(GradientFlow(flow.replay, seeds: weights.seeds(flow.replay)))
    guard weighted.count < count else { return }
    let isSound = weighted.count == 0
    if isSound && weights.isStated {
      self = weighted
      return
    }
    // A mean is a weighting itself, and a faulty rule besides would be a second cause.
    let rivals = rated.filter { $0.ofOneRule != nil && $0.choice.flow.seeds.origin != .mean }
    guard let rival = rivals.min(by: { $0.numbers < $1.numbers }) else {
      if weights.areRound || isSound && weights.isFinding {
        self = weighted
      } else if isSound {
        alternative = weighted.flow
      }
      return
    }
    // Slopes that the file states are the rule's own, whatever the weights.
    guard isSound, rival.numbers > 0 else { return }
    let isPlainer = weights.numbers < rival.numbers && weights.isFinding
    let isUsual =
      weights.areRound && weights.numbers <= rival.numbers && rival.numbers > 1
    if isPlainer || isUsual {
      self = weighted
    } else {
      // As many numbers as weights fit any of them, and accuse nobody alone.
      self = rival.choice
      alternative = weighted.flow
    }
  }
}
