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
  /// How many cards Graphviz placed in all arrangements that were tried, which bounds the time.
  private(set) var laidOut = 0

  /// So many lines are tried at most.
  private static let mostLines = 7
  /// Folding goes on in these steps, until letters are large enough.
  private static let foldings = [
    36, 32, 28, 25, 22, 20, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2,
  ]
  /// Of graphs of more nodes, of which each folding takes seconds, only every third is tried.
  private static let mostFolded = 200_000
  /// Of larger diagrams only one arrangement is tried.
  private static let largestTried = 120

  /// - Throws: ``DiagramError`` where Graphviz fails, `GraphError` where the graph is none.
  init(_ graph: ComputationGraph, options: DiagramOptions) async throws {
    let reading = try GraphReading(graph)
    let model = try DiagramModel(reading, options: options)
    guard let frame = options.fit else {
      self.model = model
      self.options = options
      placement = try await Placement(model, options: options)
      return
    }
    let models = try Models(reading, options, wide: model)
    var laidOut = 0
    var (best, room) = try await Self.best(models, frame, &laidOut)
    var least = models.compact.cards.count
    for folded in Self.coarser(options, frame, than: models)
    where best.map({ $0.letter < frame.leastLetter }) ?? true {
      // Of many cards no folding is tried that leaves far too many: letters grow with the root of what goes.
      if least > Self.fewCards, folded.mostCards < options.mostCards,
        Double(folded.mostCards) > room * Double(least)
      {
        continue
      }
      let coarser = try Models(reading, folded)
      guard coarser.compact.cards.count < least else { continue }
      least = coarser.compact.cards.count
      let found = try await Self.best(coarser, frame, &laidOut)
      room = found.room
      if let candidate = found.candidate, candidate.letter > best?.letter ?? 0 { best = candidate }
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
    self.laidOut = laidOut
    remark = Self.remark(best, before: model, frame)
  }

  /// The same options with more and more folded: a smaller neighbourhood, or fewer cards.
  private static func coarser(
    _ options: DiagramOptions, _ frame: Frame, than models: Models
  ) -> [DiagramOptions] {
    var options = options
    let isHuge = models.wide.hidden > mostFolded
    let foldings =
      isHuge
      ? stride(from: 2, to: Self.foldings.count, by: 3).map { Self.foldings[$0] } : Self.foldings
    // One of both may have scopes open for which there is no room in the other.
    let most = max(models.wide.cards.count, models.compact.cards.count)
    if let center = models.wide.center {
      let nearer = (0..<max(min(center.radius, mostRadius), 0)).reversed().map { radius in
        options.focus?.radius = radius
        return options
      }
      // What is in a scope can be folded, too; a node alone cannot.
      options.focus?.radius = 0
      return nearer
        + foldings.filter { $0 < most }.map { most in
          options.mostCards = most
          return options
        }
    }
    guard options.collapse == .automatic else { return [] }
    options.foldReason = "so that no letter is below \(frame.words(for: frame.leastLetter))"
    return foldings.filter { $0 < most }.map { most in
      options.mostCards = most
      return options
    }
  }

  /// Neighbourhoods that are wider are made as narrow at once, where they do not fit.
  private static let mostRadius = 12

  private static func remark(
    _ best: Candidate, before: DiagramModel, _ frame: Frame
  ) -> String? {
    let (hidden, letter) = (best.model.hidden, frame.words(for: best.letter))
    if best.letter < frame.leastLetter - 1e-9 {
      return "the smallest letter is \(letter) \(frame.name), below"
        + " \(frame.words(for: frame.leastLetter))"
    }
    guard hidden > before.hidden else { return nil }
    return "\(hidden) node\(hidden == 1 ? " is" : "s are") folded away so that no letter is below"
      + " \(frame.words(for: frame.leastLetter)) \(frame.name)"
  }

  // MARK: Arrangements

  /// A graph with parameters as cards of their own, and in those of their operations.
  private struct Models {
    var wide, compact: DiagramModel
    var graph: ComputationGraph
    var options: DiagramOptions

    init(_ reading: GraphReading, _ options: DiagramOptions, wide: DiagramModel? = nil) throws {
      self.wide = try wide ?? DiagramModel(reading, options: options)
      var compactOptions = options
      compactOptions.arrangement.holdsParameters = true
      compact = try DiagramModel(reading, options: compactOptions)
      graph = reading.graph
      self.options = options
    }

    /// Whether more can be folded away.
    var canBeFolded: Bool { options.collapse == .automatic || wide.center != nil }
  }

  /// The ways to draw the cards, from that which shows most.
  private static let arrangements = [
    Arrangement(),
    Arrangement(isPinned: false),
    Arrangement(isCompact: true, holdsParameters: true, isPinned: false),
    Arrangement(isCompact: true, isTerse: true, holdsParameters: true, isPinned: false),
    smallest,
  ]
  private static let smallest = Arrangement(
    isCompact: true, isTerse: true, isSlim: true, holdsParameters: true, isPinned: false)

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

  /// With so few cards all is tried. Of more the smallest arrangement comes first: where it is far from
  /// readable, so are the others.
  private static let fewCards = 20
  private static let farFromReadable = 0.85

  /// The best of all arrangements of one model; nil where none can read, since there are too many
  /// cards for the frame. With the share of the cards that there is room for, about.
  private static func best(
    _ models: Models, _ frame: Frame, _ laidOut: inout Int
  ) async throws -> (candidate: Candidate?, room: Double) {
    var best: Candidate?
    func room(_ candidate: Candidate?) -> Double {
      if let candidate { return candidate.letter / frame.leastLetter }
      let options = models.options.with(smallest, models.options.direction)
      return (1 / max(share(models.compact, options, frame), 1)).squareRoot()
    }
    var probe: Candidate?
    let isProbed = models.compact.cards.count > fewCards
    if isProbed {
      probe = try await self.best(smallest, models, frame, &laidOut)
      guard let letter = probe?.letter, letter >= farFromReadable * frame.leastLetter else {
        return (probe, room(probe))
      }
    }
    for arrangement in arrangements {
      // Thumbnails give way before more is folded, and no sooner.
      if arrangement.isTerse, best.map({ $0.letter >= frame.leastLetter }) ?? false { break }
      var candidate = probe
      if !isProbed || arrangement != smallest {
        candidate = try await self.best(arrangement, models, frame, &laidOut)
      }
      if let candidate, candidate.isBetter(than: best, frame) { best = candidate }
    }
    return (best, room(best))
  }

  /// The best of one arrangement of the cards, in both directions and in several lines.
  private static func best(
    _ arrangement: Arrangement, _ models: Models, _ frame: Frame, _ laidOut: inout Int
  ) async throws -> Candidate? {
    let model = arrangement.holdsParameters ? models.compact : models.wide
    let isLarge = model.cards.count > largestTried
    let given = models.options
    // Without pins nothing changes where nothing is pinned.
    if !arrangement.isPinned, !arrangement.isCompact, !model.cards.contains(where: \.first) {
      return nil
    }
    guard !isLarge || arrangement.isCompact else { return nil }
    let legend = Legend([model], options: given)
    let directions =
      given.keepsDirection || isLarge ? [given.direction] : DiagramOptions.Direction.allCases
    var best: Candidate?
    for direction in directions {
      let options = given.with(arrangement, direction)
      // Where nothing may be folded, too small letters are better than none.
      guard
        share(model, options, frame) <= 1 || !models.canBeFolded && arrangement == smallest
      else { continue }
      let heading = Heading(models.graph, model: model, options: options)
      laidOut += model.cards.count
      let strip = try await Placement(model, options: options)
      func consider(_ placement: Placement, _ chosen: DiagramOptions) {
        let letter = Sheet(placement.size, heading: heading, legend: legend, in: frame).letter
        let merit = letter * preference(chosen)
        let candidate = Candidate(
          model: model, placement: placement, options: chosen, letter: letter, merit: merit)
        if candidate.isBetter(than: best, frame) { best = candidate }
      }
      consider(strip, options)
      let axes = FlowAxes(direction: direction)
      for cuts in LineBreaks(strip, model, axes).choices(upTo: mostLines) {
        for movesLeaves in [true, false] {
          var chosen = options
          chosen.arrangement.cuts = cuts
          chosen.arrangement.movesLeaves = movesLeaves
          if let turned = strip.turned(at: cuts, model, chosen) { consider(turned, chosen) }
        }
      }
    }
    return best
  }

  /// How much smaller letters may be for an arrangement that people read more easily.
  private static func preference(_ options: DiagramOptions) -> Double {
    let lines =
      options.arrangement.cuts.isEmpty ? 1 : options.direction == .lr ? 0.95 : 0.85
    let leaves = options.arrangement.movesLeaves ? 1 : 0.9
    return lines * leaves
      * (options.arrangement.isCompact ? 0.85 : options.arrangement.isPinned ? 1 : 0.97)
  }

  /// No more of a frame is ever taken by cards: wires, heading and legend need the rest.
  private static let fill = 0.75

  /// How much of the room in a frame the cards alone take with letters that can be read.
  private static func share(
    _ model: DiagramModel, _ options: DiagramOptions, _ frame: Frame
  ) -> Double {
    let scale = frame.leastLetter / Metric.small.size
    let area = model.cards.reduce(0) { sum, card in
      let box = CardGeometry(card, model: model, options: options).box(options.direction)
      return sum + box.width * box.height
    }
    return area * scale * scale / (fill * frame.size.width * frame.size.height)
  }
}

extension DiagramOptions {
  /// The same with an arrangement and a direction.
  fileprivate func with(_ arrangement: Arrangement, _ direction: Direction) -> DiagramOptions {
    var options = self
    options.arrangement = arrangement
    options.direction = direction
    return options
  }
}
