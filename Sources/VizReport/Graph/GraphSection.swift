import VizBase
import VizDiagram
import VizDrawing
import VizTrace

/// The part of a page that explains a graph: the picture, every step of the passes in words, and
/// all numbers in a table; of a run's graph also how it was at other steps of the training.
///
/// It is complete without the page's script, which adds the replay, the scrubber, the search and
/// the quiz.
struct GraphSection: Sendable {
  /// A graph as it was at a step of a training, and the step's loss.
  typealias Frame = (step: Int, loss: Double?, graph: ComputationGraph)

  /// One picture of the graph, folded more or less.
  struct Level: Sendable {
    var cards: [Diagram.Card]
    var wires: [Diagram.Wire]
    var caption: String
    var svg: String
    /// What changes in it from one step of the training to another.
    var tracks = ""
  }

  /// The picture's title and message.
  let title: String
  let summary: String
  /// The pictures, as they stand in the page.
  let pictures: [Picture]

  let graph: ComputationGraph
  let levels: [Level]
  let replay: Replay
  let scrubber: Scrubber?
  let update: Update?
  /// The run that the graph is of, where a page has several.
  var run: String?
  private let idPrefix: String

  /// Lays out and draws a graph, as far as it is folded and opened.
  ///
  /// The theme of `options` does not matter: a page follows its reader's.
  ///
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none, ``/VizDiagram/DiagramError`` where
  ///   it cannot be drawn.
  init(
    _ graph: ComputationGraph, options: DiagramOptions = DiagramOptions(), idPrefix: String = ""
  ) async throws {
    let levels = try await Self.levels(of: graph, options)
    self.init(
      graph, pictures: levels.map(\.picture),
      levels: try levels.enumerated().map { number, level in
        Level(
          cards: level.cards, wires: level.wires, caption: Self.caption(level.cards, of: graph),
          svg: String(
            decoding: try level.picture.svg(idPrefix: Self.prefix(idPrefix, number)),
            as: UTF8.self))
      }, replay: try Replay(graph, isShown: Self.shown(levels.map(\.cards), graph)),
      scrubber: nil, update: nil, idPrefix: idPrefix)
  }

  /// Lays out and draws the graph of a run, with a scrubber through some steps of its training.
  ///
  /// The pictures show the last frame. If all frames together take too many bytes, fewer are shown;
  /// the first, the last and the replayed one stay.
  ///
  /// - Parameters:
  ///   - graph: The graph at the step that is replayed, with whole tensors where they are known.
  ///   - frames: The graph at the steps to choose from, in their order.
  ///   - captured: How many steps the run captured, where that is known.
  ///   - replayed: The step that is replayed; the last frame's, if it is not said.
  ///   - update: How the step moved the parameters.
  ///   - options: How the graph is drawn; one that is wide runs from top to bottom all the same.
  ///   - idPrefix: Stands before the ids of all but the first of a page's sections.
  ///   - mostBytes: How many bytes all that changes may take.
  /// - Throws: As ``init(_:options:idPrefix:)``, also where the frames are not of one graph.
  init(
    run graph: ComputationGraph, frames: [Frame], of captured: Int? = nil, replayed: Int? = nil,
    update: Update? = nil,
    options: DiagramOptions = DiagramOptions(), idPrefix: String = "",
    mostBytes: Int = Film.largest
  ) async throws {
    guard let last = frames.last else {
      try await self.init(graph, options: options, idPrefix: idPrefix)
      return
    }
    let replayed = replayed ?? last.step
    let levels = try await Self.levels(of: frames.map(\.graph), options)
    let film = try Film(levels, steps: frames.map(\.step), keeping: replayed, largest: mostBytes)
    var written: [Level] = []
    for (number, level) in levels.enumerated() {
      written.append(
        Level(
          cards: level.cards, wires: level.wires,
          caption: Self.caption(level.cards, of: last.graph),
          svg: try film.svg(number, idPrefix: Self.prefix(idPrefix, number)),
          tracks: film.tracks[number]))
    }
    self.init(
      graph, pictures: levels.compactMap(\.pictures.last), levels: written,
      replay: try Replay(
        graph, update: update, isShown: Self.shown(levels.map(\.cards), graph)),
      scrubber: Scrubber(
        film.places.map { frames[$0] }, among: frames.count, of: captured, replayed: replayed),
      update: update, idPrefix: idPrefix)
  }

  private init(
    _ graph: ComputationGraph, pictures: [Picture], levels: [Level], replay: Replay,
    scrubber: Scrubber?, update: Update?, idPrefix: String
  ) {
    title = pictures.first?.title ?? ""
    summary = pictures.first?.summary ?? ""
    self.pictures = pictures
    self.graph = graph
    self.levels = levels
    self.replay = replay
    self.scrubber = scrubber
    self.update = update
    self.idPrefix = idPrefix
  }

  /// Whether a node stands on a card of its own in some level.
  private static func shown(
    _ levels: [[Diagram.Card]], _ graph: ComputationGraph
  ) -> (Int) -> Bool {
    let index = NodeIndex(graph)
    var isShown = [Bool](repeating: false, count: graph.nodes.count)
    for card in levels.joined() where !card.isFold {
      for node in card.nodes { index[node].map { isShown[$0] = true } }
    }
    return { isShown[$0] }
  }

  private static func caption(_ cards: [Diagram.Card], of graph: ComputationGraph) -> String {
    let folded = cards.filter(\.isFold)
    let hidden = folded.reduce(0) { $0 + $1.nodes.count }
    let words = "\(cards.count) card\(cards.count == 1 ? "" : "s")"
    guard hidden > 0 else { return "The whole graph: \(words)." }
    return "\(words); \(hidden) of \(graph.nodes.count) nodes are folded into \(folded.count)"
      + " of them."
  }

  /// About how many bytes of a page the pictures take.
  var byteCount: Int { levels.reduce(0) { $0 + $1.svg.utf8.count + $1.tracks.utf8.count } }

  // MARK: HTML

  /// More steps or rows than this are cut, with a word of where the rest is.
  private static let mostSteps = 1_000

  /// The section as HTML, to be inserted into a page as it is.
  func html(_ templates: Templates = Templates()) throws -> String {
    let kind = graph.isForwardMode ? "tangent" : "gradient"
    var content: [String: Any] = [
      "prefix": idPrefix, "kind": kind, "last": min(replay.steps.count, Self.mostSteps),
      "levels": levels.enumerated().map { number, level -> [String: Any] in
        var content: [String: Any] = [
          "first": number == 0, "caption": level.caption, "svg": level.svg,
        ]
        if !level.tracks.isEmpty { content["tracks"] = level.tracks }
        return content
      },
      "passes": passes, "nodes": rows,
      "quiz": scrubber == nil && replay.steps.contains { $0.pass == .backward && $0.isScalar },
    ]
    content["of"] = run
    if let scrubber { content["scrubber"] = scrubber.content }
    if replay.steps.count > Self.mostSteps {
      content["cut"] =
        "These are the first \(Self.mostSteps) of \(replay.steps.count) steps; the graph file"
        + " has the rest."
    }
    return templates.render("graph-section.mustache", content)
  }

  private static func prefix(_ prefix: String, _ level: Int) -> String { "\(prefix)g\(level)-" }

  /// The forward steps, the backward steps, and the update.
  private var passes: [[String: Any]] {
    let parts = Parts(levels, graph, idPrefix)
    let steps = replay.steps.prefix(Self.mostSteps).enumerated().map { ($0 + 1, $1) }
    return Replay.Step.Pass.allCases.compactMap { pass in
      let own = steps.filter { $0.1.pass == pass }
      guard let start = own.first?.0 else { return nil }
      var content: [String: Any] = [
        "pass": pass.rawValue, "title": pass.title, "start": start, "prefix": idPrefix,
        "steps": own.map { number, step -> [String: Any] in
          var content: [String: Any] = [
            "prefix": idPrefix, "number": number, "node": step.node, "formula": step.formula,
            "on": parts.ids(of: step).joined(separator: " "), "completes": step.completes,
          ]
          if !step.numbers.isEmpty { content["numbers"] = step.numbers }
          if !step.remark.isEmpty { content["remark"] = step.remark }
          return content
        },
      ]
      if pass == .update, let update { content["intro"] = update.words(for: graph) }
      return content
    }
  }

  private var rows: [[String: Any]] {
    let parts = Parts(levels, graph, idPrefix)
    let index = NodeIndex(graph)
    let shown = graph.nodes.indices.filter { parts.cards[$0] != nil }
    return shown.prefix(Self.mostSteps).map { place in
      let node = graph.nodes[place]
      var row: [String: Any] = [
        "prefix": idPrefix, "index": place,
        "cards": (parts.cards[place] ?? []).joined(separator: " "),
        "name": replay.names[place], "op": node.op,
        "inputs": index.inputs(of: place).map { replay.names[$0] }.joined(separator: ", "),
        "value": Self.print(NodeTable.text(node.value)),
        "gradient": Self.print(NodeTable.text(node.gradient)),
        "valueSort": Self.sortKey(node.value), "gradientSort": Self.sortKey(node.gradient),
        "local": Self.print(NodeTable.locals(of: node)),
      ]
      if let gradient = node.gradient?.scalar, gradient.isFinite, !graph.isForwardMode {
        row["answer"] = "\(gradient)"
      }
      return row
    }
  }

  /// Numbers of a terminal as print has them.
  private static func print(_ text: String) -> String {
    text.replacing("-Infinity", with: "−∞").replacing("Infinity", with: "∞")
      .replacing(/(^|[\[ e])-(?=[0-9])/) { "\($0.output.1)−" }
  }

  private static func sortKey(_ data: TensorData?) -> String {
    guard let data else { return "" }
    let number = data.scalar ?? data.magnitude
    return number.isFinite ? "\(number)" : ""
  }

  /// The ids in the section's pictures of what stands for a node or for an argument.
  private struct Parts {
    private(set) var cards: [Int: [String]] = [:]
    private var wires: [Use: [String]] = [:]
    /// The cards that nodes are folded into.
    private var folds: [Int: [String]] = [:]

    init(_ levels: [Level], _ graph: ComputationGraph, _ idPrefix: String) {
      let index = NodeIndex(graph)
      for (number, level) in levels.enumerated() {
        let prefix = GraphSection.prefix(idPrefix, number)
        for card in level.cards {
          for node in card.nodes.compactMap({ index[$0] }) {
            if card.isFold {
              folds[node, default: []].append(prefix + card.id)
            } else {
              cards[node, default: []].append(prefix + card.id)
            }
          }
        }
        for wire in level.wires {
          guard wire.uses.count == 1, let use = wire.uses.first else { continue }
          wires[use, default: []].append(prefix + wire.id)
        }
      }
    }

    func ids(of step: Replay.Step) -> [String] {
      (cards[step.node] ?? []) + (step.use.flatMap { wires[$0] } ?? [])
        + (folds[step.node] ?? [])
    }
  }
}
