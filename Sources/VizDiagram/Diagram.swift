import VizDrawing
public import VizTrace

/// A drawing of a computational graph.
///
/// ```swift
/// let diagram = try await Diagram(graph)
/// let png = try diagram.picture.png(scale: 2)
/// let svg = try diagram.picture.svg()
/// ```
public struct Diagram: Sendable {
  /// The drawing, which is written as PNG, PDF or SVG.
  public let picture: Picture
  /// The cards of the picture, in the order in which they are drawn.
  public let cards: [Card]
  /// The wires of the picture, in the order in which they are drawn.
  public let wires: [Wire]
  /// What was folded so that the letters can be read in the frame, or that they cannot be, as a
  /// sentence without its full stop; nil where there is nothing to say.
  public let remark: String?

  /// A card, and what it stands for.
  public struct Card: Sendable, Hashable {
    /// The id of its group in the picture.
    public let id: String
    /// The node, and behind it the leaves that stand in its card; or the nodes that are folded away,
    /// in the order of the forward pass.
    public let nodes: [Node.ID]
    /// Whether the card stands for nodes that are folded away.
    public let isFold: Bool
    /// What a fold is called; nil for other cards.
    public internal(set) var title: String?
    /// How many alike parts a fold stands for; 1 where it has no such.
    public internal(set) var repeats = 1
    /// The nodes of the first of a fold's alike parts, or all that are folded away; none for other cards.
    public internal(set) var first: [Node.ID] = []
  }

  /// A wire, and what flows through it.
  public struct Wire: Sendable, Hashable {
    /// The id of its group in the picture.
    public let id: String
    /// One, or where it ends at a fold all that flow into it.
    public let uses: [Use]
    /// The positions among the picture's cards of the one that it leaves, and the one at which it ends.
    public let from, to: Int
  }

  /// Lays out and draws a graph.
  ///
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none, ``DiagramError`` where it cannot be
  ///   drawn.
  public init(_ graph: ComputationGraph, options: DiagramOptions = DiagramOptions()) async throws {
    if options.form == .score {
      self.init(try Score(graph, in: options.fit), graph, options)
      return
    }
    let composition = try await Composition(graph, options: options)
    if options.form == nil, let score = Score.better(than: composition, of: graph, options) {
      self.init(score, graph, options)
      return
    }
    let model = composition.model
    let heading = Heading(graph, model: model, options: composition.options)
    self.init(
      picture: DiagramPainter(
        model, placement: composition.placement, heading: heading, options: composition.options
      ).picture, cards: Self.cards(of: model, graph), wires: Self.wires(of: model),
      remark: composition.remark)
  }

  /// Reads the fonts and sets Graphviz up, beside each other, which the first diagram of a process would
  /// wait for. A program that has something else to do first may run this in a task meanwhile.
  public static func prepare() async {
    async let engine: Void = GraphvizEngine.prepare()
    TextMeasurer.prepare()
    await engine
  }

  private init(picture: Picture, cards: [Card], wires: [Wire], remark: String?) {
    self.picture = picture
    self.cards = cards
    self.wires = wires
    self.remark = remark
  }

  private init(_ score: Score, _ graph: ComputationGraph, _ options: DiagramOptions) {
    self.init(
      picture: score.picture(of: graph, options: options), cards: score.cards(of: graph), wires: [],
      remark: score.remark)
  }

  static func cards(of model: DiagramModel, _ graph: ComputationGraph) -> [Card] {
    model.cards.enumerated().map { index, card in
      let isFold = if case .fold = card.kind { true } else { false }
      var shown = Card(
        id: DiagramPainter.cardID(index),
        nodes: (card.nodes + card.lodgers.filter { $0.home == nil }.map(\.node))
          .map { graph.nodes[$0].id },
        isFold: isFold)
      if case .fold(let fold) = card.kind {
        (shown.title, shown.repeats) = (fold.title, fold.repeats)
        shown.first = fold.first.map { graph.nodes[$0].id }
      }
      return shown
    }
  }

  static func wires(of model: DiagramModel) -> [Wire] {
    model.wires.enumerated().map { index, wire in
      Wire(id: DiagramPainter.wireID(index), uses: wire.uses, from: wire.from, to: wire.to)
    }
  }

  /// How many cards a drawing of the graph would have; cheap beside drawing it.
  ///
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none.
  package static func cardCount(of graph: ComputationGraph, options: DiagramOptions) throws -> Int {
    try DiagramModel(graph, options: options).cards.count
  }
}
