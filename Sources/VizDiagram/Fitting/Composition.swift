import VizDrawing
import VizTrace

/// What a picture is made of: the cards and wires, where they stand, and how that was chosen.
///
/// In a frame several arrangements are tried: both directions, numbers on wires or in cards, one line
/// or several. The one with the largest letters is taken. Where even those would be too small, more is
/// folded away.
struct Composition: Sendable {
  private(set) var model: DiagramModel
  private(set) var placement: Placement
  /// The options with all that was chosen.
  private(set) var options: DiagramOptions
  /// The smallest letter in the frame; nil where there is no frame.
  private(set) var letter: Double?
  /// What was done so that the letters can be read, or that they cannot, in one line.
  private(set) var remark: String?

  /// So many lines are tried at most.
  private static let mostLines = 7
  /// Folding goes on in these steps, until letters are large enough.
  private static let foldings = [
    36, 32, 28, 25, 22, 20, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2,
  ]
  /// Of larger diagrams only one arrangement is tried.
  private static let largestTried = 120

  /// - Throws: ``DiagramError`` where Graphviz fails, `GraphError` where the graph is none.
  init(_ graph: ComputationGraph, options: DiagramOptions) async throws {
    let model = try DiagramModel(graph, options: options)
    guard let frame = options.fit else {
      self.model = model
      self.options = options
      placement = try await Placement(model, options: options)
      return
    }
    var best = try await Self.best(model, graph, options, frame)
    for folded in Self.coarser(options, frame, than: model)
    where best.map({ $0.letter < frame.leastLetter }) ?? true {
      let coarser = try DiagramModel(graph, options: folded)
      guard coarser.cards.count < best?.model.cards.count ?? .max else { continue }
      if let found = try await Self.best(coarser, graph, folded, frame),
        found.letter > best?.letter ?? 0
      {
        best = found
      }
    }
    guard let best else {
      self.model = model
      self.options = options
      placement = try await Placement(model, options: options)
      return
    }
    self.model = best.model
    self.options = best.options
    placement = best.placement
    letter = best.letter
    remark = Self.remark(best, before: model, frame)
  }

  /// The same options with more and more folded: a smaller neighbourhood, or fewer cards.
  private static func coarser(
    _ options: DiagramOptions, _ frame: Frame, than model: DiagramModel
  ) -> [DiagramOptions] {
    var options = options
    if let center = model.center {
      let nearer = (0..<max(min(center.radius, mostRadius), 0)).reversed().map { radius in
        options.focus?.radius = radius
        return options
      }
      // What is in a scope can be folded, too; a node alone cannot.
      options.focus?.radius = 0
      return nearer
        + foldings.filter { $0 < model.cards.count }.map { most in
          options.mostCards = most
          return options
        }
    }
    guard options.collapse == .automatic else { return [] }
    options.foldReason = "so that no letter is below \(frame.words(for: frame.leastLetter))"
    return foldings.filter { $0 < model.cards.count }.map { most in
      options.mostCards = most
      return options
    }
  }

  /// Neighbourhoods that are wider are made as narrow at once, where they do not fit.
  private static let mostRadius = 12

  private static func remark(
    _ best: Candidate, before: DiagramModel, _ frame: Frame
  ) -> String? {
    let added = best.model.hidden - before.hidden
    let letter = frame.words(for: best.letter)
    if best.letter < frame.leastLetter - 1e-9 {
      return "the smallest letter is \(letter) \(frame.name), below"
        + " \(frame.words(for: frame.leastLetter))"
    }
    guard added > 0 else { return nil }
    return "\(added) node\(added == 1 ? " is" : "s are") folded away so that no letter is below"
      + " \(frame.words(for: frame.leastLetter)) \(frame.name)"
  }

  // MARK: Arrangements

  private struct Candidate {
    var model: DiagramModel
    var placement: Placement
    var options: DiagramOptions
    /// The smallest letter in the frame.
    var letter: Double
    /// How well it reads, which weighs the letters' size.
    var merit: Double

    func isBetter(than other: Candidate?, _ frame: Frame) -> Bool {
      guard let other else { return true }
      let (reads, otherReads) = (letter >= frame.leastLetter, other.letter >= frame.leastLetter)
      if reads != otherReads { return reads }
      return reads ? merit > other.merit : letter > other.letter
    }
  }

  /// The best of all arrangements of one model; nil where none can read, since there are too many
  /// cards for the frame.
  private static func best(
    _ model: DiagramModel, _ graph: ComputationGraph, _ options: DiagramOptions, _ frame: Frame
  ) async throws -> Candidate? {
    let legend = Legend([model], options: options)
    var best: Candidate?
    let isLarge = model.cards.count > largestTried
    let directions =
      options.keepsDirection || isLarge ? [options.direction] : DiagramOptions.Direction.allCases
    for (isCompact, isPinned) in [(false, true), (false, false), (true, false)] {
      for direction in directions where !isLarge || isCompact {
        var options = options
        options.direction = direction
        options.arrangement = Arrangement(isCompact: isCompact, isPinned: isPinned)
        guard isPromising(model, options, frame) || isLarge && options.collapse != .automatic
        else { continue }
        // Without pins nothing changes where nothing is pinned.
        if !isPinned, !isCompact, !model.cards.contains(where: \.first) { continue }
        let heading = Heading(graph, model: model, options: options)
        let strip = try await Placement(model, options: options)
        func consider(_ placement: Placement, cuts: [Int]) {
          var chosen = options
          chosen.arrangement.cuts = cuts
          let letter = Sheet(placement.size, heading: heading, legend: legend, in: frame).letter
          let merit = letter * preference(chosen)
          let candidate = Candidate(
            model: model, placement: placement, options: chosen, letter: letter, merit: merit)
          if candidate.isBetter(than: best, frame) { best = candidate }
        }
        consider(strip, cuts: [])
        let axes = FlowAxes(direction: direction)
        for cuts in LineBreaks(strip, model, axes).choices(upTo: mostLines) {
          if let turned = strip.turned(at: cuts, model, options) { consider(turned, cuts: cuts) }
        }
      }
    }
    return best
  }

  /// How much smaller letters may be for an arrangement that people read more easily.
  private static func preference(_ options: DiagramOptions) -> Double {
    let lines =
      options.arrangement.cuts.isEmpty ? 1 : options.direction == .lr ? 0.95 : 0.85
    return lines * (options.arrangement.isCompact ? 0.85 : options.arrangement.isPinned ? 1 : 0.97)
  }

  /// Whether the cards alone would fit into the frame with letters that can be read.
  private static func isPromising(
    _ model: DiagramModel, _ options: DiagramOptions, _ frame: Frame
  ) -> Bool {
    let scale = frame.leastLetter / Metric.small.size
    let area = model.cards.reduce(0) { sum, card in
      let box = CardGeometry(card, model: model, options: options).box(options.direction)
      return sum + box.width * box.height
    }
    return area * scale * scale <= frame.size.width * frame.size.height
  }
}
