import VizBase
import VizDrawing
import VizTrace

extension DiagramModel {
  /// What a diagram of the graph shows.
  ///
  /// - Throws: ``GraphError`` where the graph is none, ``DiagramError`` where what is in focus is
  ///   neither a node nor a scope of it.
  init(_ graph: ComputationGraph, options: DiagramOptions) throws {
    try self.init(GraphReading(graph), options: options)
  }

  /// The same of a graph that was read before.
  init(_ reading: GraphReading, options: DiagramOptions) throws(DiagramError) {
    let lodgers = Lodgers(
      reading.graph, inputs: reading.inputs, inlined: reading.inlined, options: options)
    let center = try options.focus?.center(in: reading.graph, reading.index)
    let folding = Folding(reading, around: center, options: options, lodgers: lodgers)
    self.init(reading, folding: folding, lodgers: lodgers, options: options)
    self.center = center
    // What no layout can hold is folded further, whatever was asked for: the picture says so.
    guard !LayoutEffort(self).isBounded, !folding.isCoarse else { return }
    self.init(
      reading, folding: Folding(coarsely: reading, lodgers: lodgers), lodgers: lodgers,
      options: options)
    self.center = center
  }

  private init(
    _ reading: GraphReading, folding: Folding, lodgers: Lodgers, options: DiagramOptions
  ) {
    let (graph, index, inlined) = (reading.graph, reading.index, reading.inlined)
    let (order, inputs, indices) = (reading.order, reading.inputs, reading.indices)
    isForwardMode = graph.isForwardMode
    hasGradients = graph.nodes.contains { $0.gradient != nil }
    numbers = NumberFormat(for: [])
    var cardOfPart = [Int?](repeating: nil, count: folding.parts.count)
    var isOnWay = [Bool](repeating: false, count: graph.nodes.count)
    var cardOf = Numbering(count: graph.nodes.count)
    let lodged = lodgers.nodes(in: folding)
    var homes: [Int: String] = [:]
    for node in order {
      if let part = folding.partOf[node] {
        if cardOfPart[part] == nil {
          cardOfPart[part] = cards.count
          var card = Self.card(ofPart: part, in: folding, graph, inputs, isOnWay: &isOnWay)
          for leaf in lodgers.nodes(inPart: folding.parts[part], of: folding, inputs: inputs)
          where homes[leaf] == nil {
            let node = graph.nodes[leaf]
            card.lodgers.append(
              Lodger(
                node, at: leaf, name: Self.fullName(of: node),
                isShared: lodgers.hosts[leaf]?.count ?? 1 > 1, home: nil))
            homes[leaf] = Self.home(of: node)
          }
          cards.append(card)
        }
        cardOf[node] = cardOfPart[part]
      } else if !inlined.nodes.contains(node), !lodged.contains(node) {
        cardOf[node] = cards.count
        var card = Self.card(graph.nodes[node], at: node, constant: inlined.constants[node])
        let source = inputs[node].first.map { graph.nodes[$0] }
        card.symbol = Self.taken(by: graph.nodes[node], of: source) ?? card.symbol
        // The roles are of the backward pass, which there is none of here.
        if isForwardMode || !hasGradients { card.gate = nil }
        for leaf in inputs[node] where lodged.contains(leaf) {
          card.lodgers.append(
            Lodger(
              graph.nodes[leaf], at: leaf, isShared: lodgers.hosts[leaf]?.count ?? 1 > 1,
              home: homes[leaf]))
          homes[leaf] = homes[leaf] ?? Self.home(of: graph.nodes[leaf])
        }
        card.correctLocals(
          options.corrections[graph.nodes[node].id]?.locals ?? [:],
          arguments: inputs[node].indices.filter { $0 != inlined.constants[node]?.slot })
        card.isIndex = indices.contains(node)
        card.note = Self.note(graph.nodes[node], options.attributes)
        cards.append(card)
      }
    }
    hidden = folding.partOf.count { $0 != nil }
    markLodgers(indices)
    for card in cards.indices where !options.highlights.isEmpty {
      cards[card].highlight =
        cards[card].nodes.compactMap { options.highlights[graph.nodes[$0].id] }.max()
    }

    addWires(
      graph, index, order: order, inputs: inputs, cardOf: cardOf, inlined: inlined,
      isCoarse: folding.isCoarse)
    if options.show == .chain { addChains(graph, index) }
    addTaken(graph, inputs: inputs, lodged: lodged)
    if !options.corrections.isEmpty { correct(options.corrections, graph) }
    if let emphasis = options.emphasis { emphasise(emphasis, in: graph, index) }
    removeNoise(graph, inputs: inputs)
    addOutputs(graph, index: index, cardOf: cardOf)
    addPanels(
      graph, folding,
      areFew: options.holdsParameters || options.arrangement.holdsParameters)
    addBrackets(graph, inlined: inlined)
    pinLeaves()
    // The chain rule stands on every wire.
    if options.emphasis == nil, options.show == .gradients { cutFarWires() }
    numbers = NumberFormat(for: visibleNumbers)
  }

  // MARK: Cards

  private static func card(
    _ node: Node, at index: Int, constant: InlinedConstants.Constant?
  ) -> Card {
    let shape = node.dimensionTexts
    let isLeaf = node.isLeaf
    let operation = node.operation
    var card = Card(
      nodes: [index], kind: .operation, symbol: symbol(of: operation),
      family: Family(operation.family))
    card.role =
      node.role ?? (node.op == "parameter" ? .parameter : node.op == "constant" ? .constant : nil)
    card.value = node.value
    card.gradient = node.gradient
    card.shape = shape
    card.updateRatio = node.attributes["update_ratio"]?.double
    if isLeaf {
      card.family = .leaf
      card.name = MathName.text(name(of: node))
      card.symbol = card.name ?? node.id
      if card.role == .constant, node.shownLabel == nil, let value = node.value?.scalar {
        card.symbol = NumberFormat.plain(value)
      }
    } else {
      card.gate = operation.gate.flatMap { Self.role($0, hasNumber: constant != nil) }
      card.name = shownName(of: node)
      card.isSymmetric = operation.traits.contains(.isSymmetric)
      if let constant {
        card.symbol =
          operation.symbol(with: constant.value, at: constant.slot) ?? card.symbol
      }
      let slots = node.inputs.indices.filter { $0 != constant?.slot }
      let locals = slots.map { slot in
        node.local.flatMap { $0.indices.contains(slot) ? $0[slot] : nil }
      }
      let numbers = locals.compactMap { $0?.number }
      if !numbers.isEmpty, numbers.count == locals.count {
        card.locals = numbers
      } else {
        let texts = locals.compactMap { $0?.text }
        card.localText = texts.isEmpty ? nil : texts.joined(separator: ", ")
      }
    }
    let isScalar = shape.isEmpty && (node.value?.scalar != nil || node.value == nil)
    if !isScalar { card.kind = .tensor } else if isLeaf { card.kind = .leaf }
    return card
  }

  /// The attributes of these names in words: `stride 2, axes 0 1`; nil where the node has none of them.
  private static func note(_ node: Node, _ names: [String]) -> String? {
    func text(_ value: JSONValue) -> String {
      switch value {
      case .string(let text), .number(let text): text
      case .array(let elements): elements.map(text).joined(separator: " ")
      case .null, .bool, .object: value.jsonText()
      }
    }
    let notes = names.compactMap { name in
      node.attributes[name].map { "\(name) \(text($0))".escaped(limit: 40) }
    }
    return notes.isEmpty ? nil : notes.joined(separator: ", ")
  }

  // MARK: Wires

  /// A node of more inputs takes one wire from each fold, not one for each input.
  private static let mostFoldWires = 8

  private mutating func addWires(
    _ graph: ComputationGraph, _ index: NodeIndex, order: [Int], inputs: IndexLists,
    cardOf: Numbering, inlined: InlinedConstants, isCoarse: Bool
  ) {
    struct Pair: Hashable { var source, target: Int }
    func isFold(_ card: Int) -> Bool {
      if case .fold = cards[card].kind { true } else { false }
    }
    var merged: [Pair: Int] = [:]
    // What leaves a fold: one node, or two or more, whose numbers cannot stand on one wire.
    var exits = [Set<Int>](repeating: [], count: cards.count)
    for node in order {
      guard let target = cardOf[node] else { continue }
      for (slot, input) in inputs[node].enumerated() {
        guard let source = cardOf[input], source != target else { continue }
        if isFold(source), exits[source].count < 2 { exits[source].insert(input) }
        let isFolded = isFold(target)
        // It stands on the card.
        if !isFolded, slot == inlined.constants[node]?.slot { continue }
        // All that flows between two folds is one wire, and so is what a wide node takes from one.
        let isMany = inputs[node].count > Self.mostFoldWires
        let use = Use(consumer: node, argument: slot)
        if isFolded || isMany && (isFold(source) || isCoarse) {
          let pair = Pair(source: source, target: target)
          if let known = merged[pair] {
            wires[known].uses.append(use)
            // One use's numbers are not those of all.
            if isCoarse { wires[known].chain = nil }
            continue
          }
          merged[pair] = wires.count
        }
        var wire = Wire(
          from: source, to: target, row: cards[target].arriving.count, uses: [use])
        let port = index.port(of: use)
        if !isFolded {
          wire.chain = graph.contribution(of: use, in: index)?.numbers
          if !isFold(source) { wire.port = index.branch(of: use).map(graph.nodes[input].portText) }
        }
        let gradient = graph.nodes[input].output(at: port).gradient
        wire.magnitude = wire.chain.map { abs($0.product) } ?? gradient?.magnitude
        cards[target].arriving.append(wires.count)
        cards[source].leaving.append(wires.count)
        wires.append(wire)
      }
    }
    for (card, nodes) in exits.enumerated() where nodes.count == 1 {
      guard let node = nodes.first else { continue }
      cards[card].value = graph.nodes[node].value
      cards[card].gradient = graph.nodes[node].gradient
      cards[card].exit = node
      cards[card].shape = graph.nodes[node].dimensionTexts
    }
  }

  private mutating func addOutputs(
    _ graph: ComputationGraph, index: NodeIndex, cardOf: Numbering
  ) {
    var hidden: [Int: Int] = [:]
    for id in graph.outputs {
      guard let node = index[id], let card = cardOf[node] else { continue }
      let given = graph.nodes[node].givenName.map(MathName.text)
      if case .leaf = cards[card].kind { continue }
      if case .fold = cards[card].kind {
        hidden[card, default: 0] += 1
        if let count = hidden[card], count > 1 {
          cards[card].outputName = "\(count) outputs"
          continue
        }
      }
      cards[card].outputName = given ?? (graph.outputs.count == 1 ? "f" : MathName.text(id))
      if cards[card].name == given { cards[card].name = nil }
    }
  }

  // MARK: Brackets

  /// Finds gates that are spelled out: 1 / (1 + exp(−x)) is a sigmoid, log(1 + exp(x)) a softplus.
  private mutating func addBrackets(_ graph: ComputationGraph, inlined: InlinedConstants) {
    /// The operation that alone feeds `card`, if that is its only consumer.
    func feeder(_ card: Int) -> Int? {
      guard cards[card].arriving.count == 1 else { return nil }
      let source = wires[cards[card].arriving[0]].from
      return cards[source].leaving.count == 1 ? source : nil
    }
    func matches(_ card: Int, _ op: String, constant: Double? = nil, slot: Int? = nil) -> Bool {
      guard case .operation = cards[card].kind, let node = cards[card].nodes.first,
        graph.nodes[node].op == op
      else { return false }
      let found = inlined.constants[node]
      return found?.value == constant && (slot == nil || found?.slot == slot)
    }
    for card in cards.indices {
      guard let node = cards[card].nodes.first else { continue }
      let isReciprocal =
        matches(card, "div", constant: 1, slot: 0) || matches(card, "pow", constant: -1, slot: 1)
      guard isReciprocal || matches(card, "log"), let sum = feeder(card),
        matches(sum, "add", constant: 1), let exponential = feeder(sum),
        matches(exponential, "exp")
      else { continue }
      var parts = [exponential, sum, card]
      let rule: String
      let text: String
      // The numbers of a slope stand where slopes are shown.
      let hasSlopes = graph.nodes[node].gradient != nil || graph.nodes[node].local != nil
      let value = hasSlopes ? graph.nodes[node].value?.scalar : nil
      if isReciprocal {
        guard let negation = feeder(exponential), matches(negation, "neg") else { continue }
        parts.insert(negation, at: 0)
        rule = Self.sigmoidRule(nil)
        text = Self.sigmoidRule(value)
      } else {
        rule = Self.softplusRule(nil)
        text = Self.softplusRule(value)
      }
      guard Set(parts.map { cards[$0].panel }).count == 1 else { continue }
      panels.append(Panel(title: "", parent: cards[card].panel))
      brackets.append(
        Bracket(cards: parts, rule: rule, text: text, panel: panels.count - 1))
      for part in parts { cards[part].panel = panels.count - 1 }
    }
  }

  private static func sigmoidRule(_ value: Double?) -> String {
    let rule = "σ(x): dσ/dx = (1 − σ)σ"
    guard let value, value.isFinite else { return rule }
    let text = NumberFormat(for: [0.5, value]).text(value)
    let slope = (1 - value) * value
    return "\(rule) = (1 − \(text))(\(text)) = \(NumberFormat(for: [0.5, slope]).text(slope))"
  }

  private static func softplusRule(_ value: Double?) -> String {
    let rule = "softplus(x): d/dx = σ(x) = 1 − exp(−softplus)"
    guard let value, value.isFinite else { return rule }
    let slope = 1 - Double(expOf: -value)
    return "\(rule) = \(NumberFormat(for: [0.5, slope]).text(slope))"
  }

  // MARK: Ranks

  /// A leaf that is not wanted before this rank stands near what takes it.
  private static let deepestPin = 12

  /// Puts leaves that are used early into the first rank, as lectures draw them; one that is used
  /// far down the graph stays near its consumer.
  private mutating func pinLeaves() {
    guard panels.count == brackets.count else { return }
    let earliest = earliestRanks
    let latest = latestRanks(earliest)
    for card in cards.indices where cards[card].arriving.isEmpty {
      let users = cards[card].leaving.map { wires[$0].to }
      let nearest = users.map { earliest[$0] }.min() ?? 1
      // What takes it may itself be wanted only far down, as a weight's transpose is.
      let deepest = users.map { latest[$0] }.min() ?? 1
      cards[card].first = nearest <= 3 && deepest <= Self.deepestPin
    }
  }

  /// All numbers that are set on wires and cards.
  private var visibleNumbers: [Double] {
    var numbers: [Double] = []
    for card in cards {
      if let value = card.value?.only, !card.isIndex { numbers.append(value) }
      if let gradient = card.gradient?.only { numbers.append(gradient) }
      numbers += [card.correction.value, card.correction.gradient].compactMap { $0?.right?.scalar }
    }
    return numbers
  }
}

extension LocalDerivative {
  fileprivate var number: Double? { if case .number(let number) = self { number } else { nil } }
  fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
}
