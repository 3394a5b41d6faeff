import VizDrawing
import VizTrace

/// What of a diagram is known after a step of its passes.
struct Reach: Sendable {
  /// Of each card, whether its value is known, and whether its gradient is.
  private(set) var values: [Bool]
  private(set) var gradients: [Bool]
  /// Of the leaves in each card, whether their values and gradients are known.
  private var lodgers: [[(value: Bool, gradient: Bool)]]
  /// Of each wire, whether it has carried its gradient.
  private(set) var wires: [Bool]
  /// What the step is about.
  let currentCard: Int?
  let currentWire: Int?
  /// The step in words.
  let caption: String

  /// - Parameter step: The number of the step, counted from 0.
  init(_ model: DiagramModel, _ passes: PassSteps, after step: Int, caption: String) {
    self.caption = caption
    values = model.cards.map { card in
      card.nodes.allSatisfy { passes.values[$0] <= step }
    }
    gradients = model.cards.map { card in
      card.nodes.allSatisfy { passes.gradients[$0] <= step }
    }
    lodgers = model.cards.map { card in
      card.lodgers.map { (passes.values[$0.node] <= step, passes.gradients[$0.node] <= step) }
    }
    wires = model.wires.map { wire in
      wire.uses.allSatisfy { passes.time(of: $0) <= step }
    }
    let current = passes.steps[step]
    currentCard = model.cards.firstIndex { card in
      card.nodes.contains(current.node) || card.lodgers.contains { $0.node == current.node }
    }
    currentWire = current.use.flatMap { use in
      model.wires.firstIndex { $0.uses.contains(use) }
    }
  }

  /// A card with what is known of it.
  func known(of card: DiagramModel.Card, at index: Int) -> DiagramModel.Card {
    var card = card
    if !values[index] {
      card.value = nil
      card.locals = []
      card.localText = nil
    }
    for (lodger, known) in lodgers[index].enumerated() {
      if !known.value { card.lodgers[lodger].value = nil }
      if !known.gradient { card.lodgers[lodger].gradient = nil }
    }
    if !gradients[index] {
      card.gradient = nil
      card.updateRatio = nil
      card.highlight = nil
      if case .fold(var fold) = card.kind {
        fold.gradientNorms = []
        card.kind = .fold(fold)
      }
    }
    return card
  }

  /// A wire with what is known of it.
  func known(of wire: DiagramModel.Wire, at index: Int) -> DiagramModel.Wire {
    guard !wires[index] else { return wire }
    var wire = wire
    wire.chain = nil
    wire.tensorChain = nil
    wire.magnitude = nil
    return wire
  }
}

extension DiagramPainter {
  /// The colours of a card: faint before its value is known, and firm where the step is about it.
  func theme(ofCard index: Int) -> Theme {
    guard let reach else { return options.theme }
    if !reach.values[index] { return options.theme.faint }
    guard reach.currentCard == index else { return options.theme }
    var theme = options.theme
    for family in theme.tints.keys { theme.tints[family]?.border = theme.ink }
    return theme
  }

  /// The colours of a wire: faint before anything has gone through it.
  func theme(ofWire index: Int) -> Theme {
    guard let reach else { return options.theme }
    if !reach.values[model.wires[index].from] { return options.theme.faint }
    guard reach.currentWire == index else { return options.theme }
    var theme = options.theme
    theme.wire = theme.ink
    return theme
  }
}

extension Theme {
  /// The same colours, so pale that what they draw steps back.
  var faint: Theme {
    func pale(_ paint: Paint) -> Paint { paint.faint(0.4, in: self) }
    var theme = self
    theme.ink = pale(ink)
    theme.secondary = pale(secondary)
    theme.hairline = pale(hairline)
    theme.value = pale(value)
    theme.gradient = pale(gradient)
    theme.alarm = pale(alarm)
    theme.wire = pale(wire)
    theme.tints = tints.mapValues { Tint(fill: pale($0.fill), border: pale($0.border)) }
    return theme
  }
}
