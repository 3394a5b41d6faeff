import VizBase
import VizDiagram
import VizDrawing
import VizTrace

/// The part of a page that explains a graph: the picture, every step of the passes in words, and
/// all numbers in a table; of a run's graph also how it was at other steps of the training.
///
/// It is complete without the page's script, which adds the replay, the live circuit, the scrubber,
/// the search and the quiz.
struct GraphSection: Sendable {
  static let id = "graph"

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
    /// What opens in the place of its folds.
    var insides: [Inside] = []
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
  /// What the quiz shows and asks; nil where there is none.
  var asked: Asked?
  /// What else the run recorded of the nodes, in a report.
  var statistics: NodeStatistics?
  /// What the page's script computes again, for a graph that can be changed.
  var live = Live()
  let idPrefix: String

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
    var written = try levels.enumerated().map { number, level in
      Level(
        cards: level.cards, wires: level.wires, caption: Self.caption(level.cards, of: graph),
        svg: try level.picture.svg(idPrefix: Self.idPrefix(idPrefix, number)))
    }
    written[0].insides = try await Self.insides(
      of: graph, written[0].cards, prefix: Self.idPrefix(idPrefix, 0), options)
    self.init(
      graph, pictures: levels.map(\.picture), levels: written,
      replay: try Replay(graph, isShown: Replay.shown(written.map(\.allCards), graph)),
      scrubber: nil, update: nil, idPrefix: idPrefix)
    asked = try await Asked(graph, replay, options: options, idPrefix: idPrefix)
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
  ///   - end: The last step of the training, which may not have been captured.
  ///   - update: How the step moved the parameters.
  ///   - options: How the graph is drawn; one that is wide runs from top to bottom all the same.
  ///   - idPrefix: Stands before the ids of all but the first of a page's sections.
  ///   - mostBytes: How many bytes all that changes may take.
  ///   - mostInsideBytes: How many bytes what is in folds may take.
  /// - Throws: As ``init(_:options:idPrefix:)``, also where the frames are not of one graph.
  init(
    run graph: ComputationGraph, frames: [Frame], of captured: Int? = nil, replayed: Int? = nil,
    until end: Int? = nil, update: Update? = nil,
    options: DiagramOptions = DiagramOptions(), idPrefix: String = "",
    mostBytes: Int = Film.largest, mostInsideBytes: Int = Self.mostInsideBytes
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
          svg: try film.svg(number, idPrefix: Self.idPrefix(idPrefix, number)),
          tracks: film.tracks[number]))
    }
    // The last level shows most; what is in its folds is as it was at the step that is replayed.
    if let number = written.indices.last {
      written[number].insides = try await Self.insides(
        of: graph, written[number].cards, prefix: Self.idPrefix(idPrefix, number), options,
        step: replayed, mostBytes: mostInsideBytes)
    }
    self.init(
      graph, pictures: levels.compactMap(\.pictures.last), levels: written,
      replay: try Replay(
        graph, update: update, isShown: Replay.shown(written.map(\.allCards), graph)),
      scrubber: Scrubber(
        film.indices.map { frames[$0] }, among: frames.count, of: captured, replayed: replayed,
        until: end),
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

  private static func caption(_ cards: [Diagram.Card], of graph: ComputationGraph) -> String {
    let folded = cards.filter(\.isFold)
    let hidden = folded.reduce(0) { $0 + $1.nodes.count }
    let words = "\(cards.count) card\(cards.count == 1 ? "" : "s")"
    guard hidden > 0 else { return "The whole graph: \(words)." }
    return "\(words); \(hidden) of \(graph.nodes.count) nodes are folded into \(folded.count)"
      + " of them."
  }

  /// What its script is needed for.
  var scriptParts: Set<ScriptPart> {
    var parts: Set<ScriptPart> = []
    if levels.contains(where: { !$0.insides.isEmpty }) { parts.insert(.folds) }
    if live.circuit != nil { parts.insert(.circuit) }
    if asked != nil { parts.insert(.quiz) }
    return parts
  }

  /// About how many bytes of a page the pictures take.
  var byteCount: Int {
    levels.reduce(0) { sum, level in
      sum + level.svg.utf8.count + level.tracks.utf8.count
        + level.insides.reduce(0) { $0 + $1.svg.utf8.count }
    }
  }

  /// What the ids in the picture of a level begin with, in the section whose own ids begin with
  /// `prefix`.
  static func idPrefix(_ prefix: String, _ level: Int) -> String { "\(prefix)g\(level)-" }
}
