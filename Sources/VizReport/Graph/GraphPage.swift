import VizDiagram
import VizDrawing
import VizTrace

/// One graph as a page of its own: the picture, every step of the forward and of the backward
/// pass in words, and all numbers in a table.
///
/// The page fetches nothing and is complete without its script, which adds the replay, the search
/// and the quiz.
public struct GraphPage: Sendable {
  /// What a check of the graph found.
  public struct Check: Sendable {
    public enum Status: String, Sendable { case ok, wrong, unchecked }

    public struct Row: Sendable {
      public var node: String
      public var op: String
      public var status: Status
      /// Relative; nil where nothing was compared.
      public var valueError: Double?
      public var gradientError: Double?
      public var reason: String?

      public init(
        node: String, op: String, status: Status, valueError: Double?, gradientError: Double?,
        reason: String?
      ) {
        self.node = node
        self.op = op
        self.status = status
        self.valueError = valueError
        self.gradientError = gradientError
        self.reason = reason
      }
    }

    public var isOK: Bool
    /// In one line.
    public var verdict: String
    /// How the whole function compares with centred differences, in one line.
    public var differences: String?
    public var rows: [Row]

    public init(isOK: Bool, verdict: String, differences: String?, rows: [Row]) {
      self.isOK = isOK
      self.verdict = verdict
      self.differences = differences
      self.rows = rows
    }
  }

  /// One picture of the graph, folded more or less.
  private struct Level: Sendable {
    var diagram: Diagram
    var caption: String
  }

  /// What a check found, to stand above the graph.
  public var check: Check?
  public var version: String

  private let graph: ComputationGraph
  private let levels: [Level]
  private let replay: Replay

  /// Lays out and draws a graph, as far as it is folded and opened.
  ///
  /// The theme of `options` does not matter: a page follows its reader's.
  ///
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none, ``/VizDiagram/DiagramError`` where
  ///   it cannot be drawn.
  public init(
    _ graph: ComputationGraph, options: DiagramOptions = DiagramOptions(), version: String
  ) async throws {
    self.graph = graph
    self.version = version
    levels = try await Self.levels(of: graph, options)
    let index = NodeIndex(graph)
    var isShown = [Bool](repeating: false, count: graph.nodes.count)
    for card in levels.flatMap(\.diagram.cards) where !card.isFold {
      for node in card.nodes { index[node].map { isShown[$0] = true } }
    }
    let shown = isShown
    replay = try Replay(graph) { shown[$0] }
  }

  // MARK: Levels

  /// Pictures of more cards are too slow to lay out, and too large to read.
  private static let mostCards = 150
  private static let deepestLevel = 8

  /// The graph as `options` fold it, and where that hides something, opened further and further.
  private static func levels(
    of graph: ComputationGraph, _ options: DiagramOptions
  ) async throws -> [Level] {
    var options = options
    options.theme = .light
    let first = try await Diagram(graph, options: options)
    var levels = [Level(diagram: first, caption: caption(first, of: graph))]
    guard options.collapse == .automatic, first.cards.contains(where: \.isFold) else {
      return levels
    }
    var collapses = (0...deepestLevel).map(DiagramOptions.Collapse.depth)
    if graph.nodes.count <= mostCards { collapses.append(.none) }
    for collapse in collapses {
      options.collapse = collapse
      let cards = try Diagram.cardCount(of: graph, options: options)
      guard cards > (levels.last?.diagram.cards.count ?? 0), cards <= mostCards else { continue }
      let diagram = try await Diagram(graph, options: options)
      levels.append(Level(diagram: diagram, caption: caption(diagram, of: graph)))
    }
    return levels
  }

  private static func caption(_ diagram: Diagram, of graph: ComputationGraph) -> String {
    let folded = diagram.cards.filter(\.isFold)
    let hidden = folded.reduce(0) { $0 + $1.nodes.count }
    let cards = "\(diagram.cards.count) card\(diagram.cards.count == 1 ? "" : "s")"
    guard hidden > 0 else { return "The whole graph: \(cards)." }
    return "\(cards); \(hidden) of \(graph.nodes.count) nodes are folded into \(folded.count)"
      + " of them."
  }

  // MARK: HTML

  /// More steps or rows than this are cut, with a word of where the rest is.
  private static let mostSteps = 1_000

  /// The page as HTML.
  public func html(_ templates: Templates = Templates()) throws -> String {
    let page = Page(
      templates, styles: ["style.css", "graph.css"], scripts: ["graph.js"],
      pictures: levels.map(\.diagram.picture))
    let kind = graph.isForwardMode ? "tangent" : "gradient"
    var content: [String: Any] = [
      "title": levels[0].diagram.picture.title, "summary": levels[0].diagram.picture.summary,
      "policy": page.policy, "style": page.style, "script": page.script ?? "",
      "version": version, "kind": kind, "last": min(replay.steps.count, Self.mostSteps),
      "levels": try levels.enumerated().map(Self.content), "passes": passes, "nodes": rows,
      "quiz": replay.steps.contains { $0.pass == .backward && !$0.numbers.isEmpty },
    ]
    if let check { content["check"] = Self.content(check) }
    if replay.steps.count > Self.mostSteps {
      content["cut"] =
        "These are the first \(Self.mostSteps) of \(replay.steps.count) steps; the graph file"
        + " has the rest."
    }
    return templates.render("graph.mustache", content)
  }

  private static func prefix(_ level: Int) -> String { "g\(level)-" }

  private static func content(_ number: Int, _ level: Level) throws -> [String: Any] {
    let svg = try level.diagram.picture.svg(idPrefix: prefix(number))
    return [
      "first": number == 0, "caption": level.caption,
      "svg": String(decoding: svg, as: UTF8.self),
    ]
  }

  private static func content(_ check: Check) -> [String: Any] {
    var content: [String: Any] = [
      "status": check.isOK ? "ok" : "wrong", "verdict": check.verdict,
      "rows": check.rows.map { row in
        [
          "node": row.node, "op": row.op, "status": row.status.rawValue,
          "mark": row.status == .ok ? "✓" : row.status == .wrong ? "✗" : "·",
          "value": TextTable.number(row.valueError, digits: 2),
          "gradient": TextTable.number(row.gradientError, digits: 2), "reason": row.reason ?? "",
        ]
      },
    ]
    content["differences"] = check.differences
    return content
  }

  /// The forward steps and the backward steps.
  private var passes: [[String: Any]] {
    let parts = Parts(levels.map(\.diagram), graph)
    let steps = replay.steps.prefix(Self.mostSteps).enumerated().map { ($0 + 1, $1) }
    return [(Replay.Step.Pass.forward, "Forward"), (.backward, "Backward")].compactMap {
      pass, title in
      let own = steps.filter { $0.1.pass == pass }
      guard let start = own.first?.0 else { return nil }
      return [
        "pass": pass.rawValue, "title": title, "start": start,
        "steps": own.map { number, step -> [String: Any] in
          var content: [String: Any] = [
            "number": number, "node": step.node, "formula": step.formula,
            "on": parts.ids(of: step).joined(separator: " "), "completes": step.completes,
          ]
          if !step.numbers.isEmpty { content["numbers"] = step.numbers }
          if !step.remark.isEmpty { content["remark"] = step.remark }
          return content
        },
      ]
    }
  }

  private var rows: [[String: Any]] {
    let parts = Parts(levels.map(\.diagram), graph)
    let index = NodeIndex(graph)
    let shown = graph.nodes.indices.filter { parts.cards[$0] != nil }
    return shown.prefix(Self.mostSteps).map { place in
      let node = graph.nodes[place]
      var row: [String: Any] = [
        "index": place, "cards": (parts.cards[place] ?? []).joined(separator: " "),
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
    let number = data.scalar ?? data.summary.norm
    return number.isFinite ? "\(number)" : ""
  }

  /// The ids in the pages' pictures of what stands for a node or for an argument.
  private struct Parts {
    private(set) var cards: [Int: [String]] = [:]
    private var wires: [Replay.Use: [String]] = [:]

    init(_ diagrams: [Diagram], _ graph: ComputationGraph) {
      let index = NodeIndex(graph)
      for (level, diagram) in diagrams.enumerated() {
        let prefix = GraphPage.prefix(level)
        for card in diagram.cards where !card.isFold {
          for node in card.nodes {
            index[node].map { cards[$0, default: []].append(prefix + card.id) }
          }
        }
        for wire in diagram.wires {
          guard wire.uses.count == 1, let use = wire.uses.first, let node = index[use.node] else {
            continue
          }
          wires[Replay.Use(node: node, slot: use.slot), default: []].append(prefix + wire.id)
        }
      }
    }

    func ids(of step: Replay.Step) -> [String] {
      (cards[step.node] ?? []) + (step.use.flatMap { wires[$0] } ?? [])
    }
  }
}
