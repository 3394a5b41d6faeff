import VizDrawing

/// Where every card, wire and panel of a diagram stands.
struct Placement: Sendable {
  /// The room of each card, in the order of the model's cards.
  var boxes: [Rect]
  var cards: [Rect]
  var geometry: [CardGeometry]
  var routes: [Path]
  /// The row at which each wire arrives.
  var rows: [Int]
  /// Where each panel stands: one rectangle for each line on which it has cards.
  var panels: [[Rect]]
  /// The rank of each card, counted along the flow.
  var ranks: [Int]
  var size: Size

  /// Graphs of more cards are laid out in a child process.
  static let largestInProcess = 500

  /// - Throws: ``DiagramError`` when Graphviz fails.
  init(_ model: DiagramModel, options: DiagramOptions) async throws {
    let direction = options.direction
    geometry = model.cards.map { CardGeometry($0, model: model, options: options) }
    var graph = Self.graph(model, geometry: geometry, options: options)
    graph.alignsRanks = graph.boxes.count <= Self.largestInProcess
    let layout = try await Self.layOut(graph, options)
    if graph.alignsRanks { graph.alignRanks(layout.ranks) }

    size = layout.size
    panels = layout.panels.map { [$0] }
    ranks = layout.ranks
    boxes = zip(layout.centers, graph.boxes).map { center, box in
      Rect(
        x: center.x - box.size.width / 2, y: center.y - box.size.height / 2,
        width: box.size.width, height: box.size.height)
    }
    let placed = boxes
    cards = zip(placed, geometry).map { $1.cardRect(in: $0, direction) }
    routes = []
    rows = model.wires.map(\.row)
    untangle(model, direction)
    var router = WireRouter(
      direction: direction, boxes: boxes, gap: graph.rankSeparation,
      panels: Self.enclosures(model, layout.panels))
    for (index, wire) in model.wires.enumerated() {
      if let stub = wire.stub {
        let end = arrival(at: index, wire, direction)
        let length = Self.stub(stub, direction)
        let start =
          direction == .lr
          ? Point(x: end.x + length, y: end.y) : Point(x: end.x, y: end.y + length)
        routes.append(.polyline([start, start]))
        continue
      }
      routes.append(
        router.path(
          from: departure(of: wire, direction), of: wire.from,
          to: arrival(at: index, wire, direction), of: wire.to,
          isNext: layout.ranks[wire.to] == layout.ranks[wire.from] + 1,
          lead: geometry[wire.to].strip > 0 ? 0 : Self.lead, route: layout.routes[index]))
    }
    makeRoomForRoutes()
    if let turned = turned(at: options.arrangement.cuts, model, options) { self = turned }
  }

  /// The room of a name before a wire that is cut.
  static func stub(_ name: String, _ direction: DiagramOptions.Direction) -> Double {
    direction == .lr ? TextMeasurer.measure(name, font: Metric.smallItalic).width + 8 : 18
  }

  /// The straight end of a wire that arrives steeply.
  private static let lead = 8.0
  /// What stays free around routes.
  private static let edge = 4.0

  /// Moves all of it so that lanes beside the outermost cards are on it, too.
  private mutating func makeRoomForRoutes() {
    var (low, high) = (Point(x: 0, y: 0), Point(x: size.width, y: size.height))
    for element in routes.lazy.flatMap(\.elements) {
      guard let end = element.end else { continue }
      low = Point(x: min(low.x, end.x - Self.edge), y: min(low.y, end.y - Self.edge))
      high = Point(x: max(high.x, end.x + Self.edge), y: max(high.y, end.y + Self.edge))
    }
    size = Size(width: high.x - low.x, height: high.y - low.y)
    guard low.x < 0 || low.y < 0 else { return }
    boxes = boxes.map { $0.offset(x: -low.x, y: -low.y) }
    cards = cards.map { $0.offset(x: -low.x, y: -low.y) }
    panels = panels.map { $0.map { $0.offset(x: -low.x, y: -low.y) } }
    routes = routes.map { $0.offset(by: Point(x: -low.x, y: -low.y)) }
  }

  /// Has Graphviz lay out, in this process or in a child.
  private static func layOut(
    _ graph: LayoutGraph, _ options: DiagramOptions
  ) async throws -> Layout {
    let isolated =
      switch options.isolation {
      case .always: true
      case .never: false
      case .automatic: graph.boxes.count > largestInProcess
      }
    guard isolated else { return try await GraphvizEngine.layout(graph) }
    do {
      return try await (options.worker ?? LayoutWorker()).layout(graph)
    } catch let error as DiagramError
      where error.kind == .missingWorker && options.isolation == .automatic
      && options.worker == nil
    {
      // Nobody asked for a process of its own, and what is laid out is bounded.
      return try await GraphvizEngine.layout(graph)
    }
  }

  /// What Graphviz is asked for.
  static func graph(
    _ model: DiagramModel, geometry: [CardGeometry], options: DiagramOptions
  ) -> LayoutGraph {
    let direction = options.direction
    var graph = LayoutGraph(direction: direction)
    graph.stepsForEachPlace = LayoutEffort(model).stepsForEachPlace
    let isCompact = options.arrangement.isCompact
    graph.rankSeparation = isCompact ? direction == .lr ? 26 : 30 : 40
    graph.nodeSeparation = isCompact ? 14 : direction == .lr ? 16 : 22
    graph.boxes = zip(model.cards, geometry).map { card, geometry in
      LayoutGraph.Box(
        size: geometry.box(direction), rows: min(geometry.rows, 64), panel: card.panel,
        first: card.first && options.arrangement.isPinned)
    }
    let bracketed = Set(model.brackets.flatMap(\.cards))
    graph.edges = model.wires.map { wire in
      // The main stream runs straight; leaves join it.
      let isGate = bracketed.contains(wire.from) && bracketed.contains(wire.to)
      let isLeaf = model.cards[wire.from].arriving.isEmpty
      var edge = LayoutGraph.Edge(
        from: wire.from, to: wire.to, row: wire.row, weight: isGate ? 12 : isLeaf ? 1 : 4)
      edge.isOmitted = wire.stub != nil
      // A scope's own leaves stand one rank before what they feed; a wire from another scope
      // leaves them that rank, so that scopes that follow each other stand in one line.
      let panel = model.cards[wire.to].panel
      if panel != nil, panel != model.cards[wire.from].panel,
        model.cards[wire.to].arriving.contains(where: {
          let feeder = model.cards[model.wires[$0].from]
          return feeder.arriving.isEmpty && feeder.panel == panel
        })
      {
        edge.length = 2
      }
      return edge
    }
    let brackets = Dictionary(
      model.brackets.map { ($0.panel, $0) }, uniquingKeysWith: { first, _ in first })
    graph.panels = model.panels.indices.map { index in
      if let bracket = brackets[index] {
        let text = TextMeasurer.measure(bracket.text, font: Metric.small)
        return LayoutGraph.Panel(
          parent: model.panels[index].parent,
          title: direction == .lr
            ? Size(width: text.width, height: 34) : Size(width: 0, height: 0),
          margin: 0)
      }
      let title = TextMeasurer.measure(model.panels[index].title, font: Metric.smallStrong)
      return LayoutGraph.Panel(
        parent: model.panels[index].parent,
        title: Size(width: Self.titleRoom(title.width, direction), height: 20),
        margin: WireRouter.margin)
    }
    return graph
  }

  /// How wide a panel is at least for its title. From above a wire enters beside it, for which the
  /// panels of short titles have room.
  private static func titleRoom(_ width: Double, _ direction: DiagramOptions.Direction) -> Double {
    let least = min(width + 20, 400)
    return direction == .lr ? least : max(least, min(2 * width + 30, 150))
  }

  /// The panels with the cards that stand in each.
  private static func enclosures(
    _ model: DiagramModel, _ panels: [Rect]
  ) -> [WireRouter.Enclosure] {
    var cards = [Set<Int>](repeating: [], count: panels.count)
    for (index, card) in model.cards.enumerated() {
      var panel = card.panel
      while let around = panel, cards[around].insert(index).inserted {
        panel = model.panels[around].parent
      }
    }
    let brackets = Set(model.brackets.map(\.panel))
    return panels.indices.map {
      WireRouter.Enclosure(
        rect: panels[$0], boxes: cards[$0], isBracket: brackets.contains($0))
    }
  }

  /// Where a wire leaves the box of its source.
  func departure(of wire: DiagramModel.Wire, _ direction: DiagramOptions.Direction) -> Point {
    let box = boxes[wire.from]
    return direction == .lr ? Point(x: box.maxX, y: box.midY) : Point(x: box.midX, y: box.maxY)
  }

  /// Whether none of some cards stands on a straight way along the flow.
  func isFree(
    _ cross: Double, _ flow: ClosedRange<Double>, _ axes: FlowAxes, of isObstacle: (Int) -> Bool
  ) -> Bool {
    boxes.indices.allSatisfy { index in
      guard isObstacle(index) else { return true }
      let box = boxes[index].inset(by: -4)
      return !axes.cross(box).contains(cross) || !axes.flow(box).overlaps(flow)
    }
  }

  /// Orders the arrivals whose order says nothing as their sources stand, so that they do not cross.
  private mutating func untangle(_ model: DiagramModel, _ direction: DiagramOptions.Direction) {
    for card in model.cards where card.isSymmetric && card.arriving.count > 1 {
      func across(_ wire: Int) -> Double {
        let start = departure(of: model.wires[wire], direction)
        return direction == .lr ? start.y : start.x
      }
      let ordered = card.arriving.sorted { (across($0), $0) < (across($1), $1) }
      for (row, wire) in ordered.enumerated() { rows[wire] = row }
    }
  }

  /// Where a wire enters the box of its target.
  func arrival(
    at index: Int, _ wire: DiagramModel.Wire, _ direction: DiagramOptions.Direction
  ) -> Point {
    let box = boxes[wire.to]
    let geometry = geometry[wire.to]
    let offset = (Double(rows[index]) - Double(geometry.rows - 1) / 2) * geometry.pitch
    return direction == .lr
      ? Point(x: box.minX, y: box.midY + offset) : Point(x: box.midX + offset, y: box.minY)
  }
}
