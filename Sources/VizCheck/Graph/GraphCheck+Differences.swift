import VizAutodiff
import VizTensor
public import VizTrace

extension GraphCheck {
  /// Centred differences of a graph's output with respect to its leaves.
  public struct Differences: Sendable {
    /// One leaf element, or one direction of a large leaf.
    public struct Entry: Sendable, Equatable {
      /// The id of the leaf that is moved.
      public var leaf: Node.ID
      /// The position among the leaf's row-major elements; nil for a direction.
      public var index: Int?
      /// The gradient in the file.
      public var gradient: Double
      /// The derivative by centred differences.
      public var difference: Double
      /// Relative to the greater of the two, beyond rounding and what the difference itself may be
      /// off; 0 at a kink, and where one of them is not finite.
      public var relativeError: Double
      /// Whether there is a kink, and the gradient lies between the slopes of its sides.
      public var isKink: Bool
      /// Whether both are finite numbers: elsewhere there is nothing to compare.
      public var isFinite: Bool
    }

    /// What was compared, leaf by leaf; of many large leaves, the first.
    public let entries: [Entry]
    /// Whether vizbp's own rules passed the same test.
    let tableAgrees: Bool

    /// The entry with the greatest error; nil where there are none that can be compared.
    public var worst: Entry? {
      entries.filter(\.isFinite).max { $0.relativeError < $1.relativeError }
    }

    /// Leaves with more elements are moved along one direction, and not element by element.
    private static let elementLimit = 32
    /// Roughly how many operations all differences together may take.
    private static let budget = 200_000_000
    /// How often an element's differences evaluate the function.
    private static let evaluations = 18

    /// Nil where the outputs cannot be recomputed from the leaves.
    init?(_ flow: GradientFlow) {
      let replay = flow.replay
      guard let end = End(flow) else { return nil }
      let ancestors = replay.ancestors(of: end.outputs)
      let leaves = ancestors.filter { index in
        replay.isLeaf(index) && !replay.isConstant(index) && !replay.isChoice(index)
          && replay.gradients[index]?.shape == replay.computed[index]?.shape
      }
      guard !leaves.isEmpty, ancestors.allSatisfy({ replay.computed[$0] != nil }) else {
        return nil
      }
      // What the budget allows: every element, or a direction for each leaf, or for the first ones.
      let allowed = Self.budget / (Self.evaluations * Self.operations(ancestors, replay))
      let counts = leaves.map { replay.computed[$0]?.shape.elementCount ?? 0 }
      let limit = counts.reduce(0, +) <= allowed ? Self.elementLimit : 0
      // What a sum that cancels loses reaches the output by the sum's gradient.
      let terms = ancestors.reduce(0) { most, index in
        max(most, (flow.gradients[index]?.greatest.finite ?? 0) * ValueCheck.terms(replay, index))
      }
      let single = SinglePrecision(replay, leaves: leaves, ancestors: ancestors, end)
      let areRulesKept = flow.disagreements.isEmpty
      // Where each gradient of the file follows from its own numbers, the distance of what they say
      // from the exact gradient is a sample of their rounding: it may decide the side of a kink.
      let isRounded = single.isCoarse && areRulesKept
      var (entries, tableAgrees) = ([Entry](), true)
      for leaf in leaves.prefix(max(1, allowed)) {
        guard
          let found = try? Self.entries(
            of: leaf, limit: limit, end, ancestors, replay, single, terms: terms,
            own: flow.noises[leaf]?.greatest.finite ?? 0, areRulesKept: areRulesKept,
            sample: isRounded ? flow.expected(at: leaf) : nil)
        else { continue }
        entries += found.entries
        tableAgrees = tableAgrees && found.tableAgrees
      }
      self.entries = entries
      self.tableAgrees = tableAgrees
    }

    /// Roughly what one evaluation takes, with the making of a tape.
    private static func operations(_ ancestors: [Int], _ replay: GraphReplay) -> Int {
      ancestors.reduce(0) { sum, index in
        let inputs = replay.index.inputs(of: index).compactMap { replay.computed[$0]?.shape }
        guard let rule = replay.rules[index], let output = replay.computed[index]?.shape else {
          return sum + 100
        }
        return sum + 100 + rule.cost(of: inputs, output: output).operations
      }
    }

    private static func entries(
      of leaf: Int, limit: Int, _ end: End, _ ancestors: [Int], _ replay: GraphReplay,
      _ single: SinglePrecision, terms: Double, own: Double, areRulesKept: Bool,
      sample: Tensor<Double>?
    ) throws -> (entries: [Entry], tableAgrees: Bool) {
      guard let value = replay.computed[leaf], let gradient = replay.gradients[leaf] else {
        return ([], true)
      }
      let isWhole = value.shape.elementCount > limit
      var generator = SplitMix64(seed: 0)
      let direction = Tensor<Double>.random(value.shape, using: &generator)
      let point: Tensor<Double> = isWhole ? 0 : value
      let stated = isWhole ? [gradient.contracted(with: direction)] : gradient.elements
      let check = try GradientCheck(
        at: [(name: "leaf", value: point)], seed: end.seed(), claims: stated
      ) { tape, variables in
        var variable = variables[0]
        if isWhole {
          let step = try variable * tape.constant(direction)
          variable = try step + tape.constant(value)
        }
        return try replayed(on: tape, leaf: leaf, variable, end, ancestors, replay)
      }
      let tolerance = Tolerance(of: ancestors.map { replay.nodes[$0] }, for: replay.nodes[leaf])
      let noise =
        isWhole
        ? single.noise(of: leaf, along: direction)
          + own * Double(value.shape.elementCount).squareRoot() : single.noise(of: leaf) + own
      let sampled = sample.map { isWhole ? [$0.contracted(with: direction)] : $0.elements } ?? []
      let entries = zip(check.elements, stated).enumerated().map { number, pair in
        let (element, stated) = pair
        let rounding =
          sampled.indices.contains(number)
          ? (sampled[number] - element.gradient).magnitude.finite : 0
        let isFinite = stated.isFinite && element.isFinite && !element.isEdge
        let gap =
          noise.isFinite && isFinite
          ? tolerance.error(
            Tensor(stated), Tensor(element.difference), terms: gradient.greatest.finite,
            noise: Tensor(doubt(of: element, terms: terms) + noise + rounding)) : 0
        // At a kink the file may hold another subgradient than the table. Behind several kinks it
        // need not lie between the slopes along one leaf: each rule for itself says what may be.
        let hasKink = areRulesKept && (element.kink != nil || element.isBehindKinks)
        let isKink =
          hasKink
          || [element.kink, check.claimedKinks[number]].contains { kink in
            kink.map { Self.isBetween(stated, $0, tolerance) } ?? false
          }
        return Entry(
          leaf: replay.nodes[leaf].id, index: isWhole ? nil : element.index, gradient: stated,
          difference: element.difference, relativeError: isKink ? 0 : gap, isKink: isKink,
          isFinite: isFinite)
      }
      return (entries, agrees(check, terms: terms))
    }

    private static func isBetween(
      _ stated: Double, _ kink: GradientCheck.Kink, _ tolerance: Tolerance
    ) -> Bool {
      let (low, high) = (min(kink.below, kink.above), max(kink.below, kink.above))
      let slack = max(tolerance.relative, 1e-5) * max(low.magnitude, high.magnitude)
      return stated >= low - slack && stated <= high + slack
    }

    /// Whether vizbp's own gradient agrees with the differences, as far as these are known.
    private static func agrees(_ check: GradientCheck, terms: Double) -> Bool {
      check.elements.allSatisfy { element in
        let scale = max(element.gradient.magnitude, element.difference.magnitude)
        let gap = (element.gradient - element.difference).magnitude
        // A network that diverged has no differences.
        return element.kink != nil || element.isBehindKinks || !element.isFinite || element.isEdge
          || gap <= 1e-6 * scale + doubt(of: element, terms: terms)
      }
    }

    /// How far a difference may be from the derivative, where numbers of the magnitude `terms` are
    /// added up. Between many kinks, as a network of thousands of relus has them, differences settle
    /// by chance nearer to each other than to the derivative.
    private static func doubt(of element: GradientCheck.Element, terms: Double) -> Double {
      let rounding = Double.ulpOfOne * terms / element.step
      return element.noise + 8 * (element.uncertainty.finite + rounding.finite)
    }

    private static func replayed(
      on tape: Tape<Double>, leaf: Int, _ variable: Variable<Double>, _ end: End,
      _ ancestors: [Int], _ replay: GraphReplay
    ) throws -> Variable<Double> {
      var variables: [Int: Variable<Double>] = [leaf: variable]
      for index in ancestors where index != leaf {
        if let rule = replay.rules[index], !replay.isHeld(index) {
          variables[index] = try tape.apply(
            rule, replay.index.inputs(of: index).compactMap { variables[$0] })
        } else if let value = replay.computed[index] {
          variables[index] = tape.constant(value)
        }
      }
      return try end.joined(variables) ?? variable
    }

    /// The leaves whose gradients in the file the differences contradict.
    func disagreements(_ replay: GraphReplay) -> Set<Int> {
      Set(
        entries.compactMap { entry in
          guard let leaf = replay.index[entry.leaf] else { return nil }
          let tolerance = max(Tolerance(replay.nodes[leaf].dtype).relative, 1e-6)
          return entry.relativeError > tolerance ? leaf : nil
        })
    }

    /// Where vizbp's own gradient of the whole fails the differences: the nodes whose rule does.
    func faultyRules(_ replay: GraphReplay) -> Set<Int> {
      guard !tableAgrees else { return [] }
      return Set(
        replay.order.filter { node in
          guard let rule = replay.rules[node], let call = replay.call(at: node) else {
            return false
          }
          let choices = rule.choices(call.inputs.map(\.shape))
          let moving = call.inputs.indices.filter { !choices.contains($0) }
          var generator = SplitMix64(seed: 0)
          let directions = moving.map {
            call.inputs[$0].shape.elementCount > Self.elementLimit
              ? Tensor<Double>.random(call.inputs[$0].shape, using: &generator) : nil
          }
          let points = zip(moving, directions).map { position, direction in
            (name: "\(position)", value: direction == nil ? call.inputs[position] : 0)
          }
          let check = try? GradientCheck(at: points) { tape, variables in
            var inputs = call.inputs.map { tape.constant($0) }
            for (index, position) in moving.enumerated() {
              guard let direction = directions[index] else {
                inputs[position] = variables[index]
                continue
              }
              let step = try variables[index] * tape.constant(direction)
              inputs[position] = try step + inputs[position]
            }
            return try tape.apply(rule, inputs)
          }
          let terms = ValueCheck.terms(replay, node)
          return check.map { !Self.agrees($0, terms: terms) } ?? false
        })
    }
  }
}
