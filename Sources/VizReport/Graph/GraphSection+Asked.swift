import VizDiagram
import VizDrawing
import VizTrace

extension GraphSection {
  /// The quiz of a section: the graph without what is asked for, and the questions.
  struct Asked: Sendable {
    /// The graph with all of its numbers.
    private let graph: ComputationGraph
    private let replay: Replay
    /// The graph without gradients, drawn; nil where the section itself is such.
    private let svg: String?
    private let cards: [Int: [String]]
    /// Whether the page is nothing but the quiz.
    let isSheet: Bool
    /// The graph with other numbers, in one of which a rule may be wrong.
    var variants: [ComputationGraph] = []
    /// Stands before every answer that is hashed.
    var salt: String

    /// What a quiz asks is drawn twice, which takes its time.
    private static let mostNodes = 80

    /// What `graph-section.mustache` names.
    struct Content {
      var data: String
      var svg: String?
    }

    /// Nil where there is nothing to ask for.
    init?(
      _ graph: ComputationGraph, _ replay: Replay, options: DiagramOptions, idPrefix: String
    ) async throws {
      guard graph.nodes.count <= Self.mostNodes, Quiz(graph, replay) != nil else { return nil }
      var options = options
      options.theme = .light
      options.show = .gradients
      // A score needs the gradients that are asked for.
      options.form = .graph
      options.emphasis = nil
      options.highlights = [:]
      options.highlightKeys = []
      let diagram = try await Diagram(Quiz.stripped(graph), options: options)
      let prefix = "\(idPrefix)quiz-"
      let index = NodeIndex(graph)
      var cards: [Int: [String]] = [:]
      for card in diagram.cards where !card.isFold {
        for node in card.nodes {
          index[node].map { cards[$0, default: []].append(prefix + card.id) }
        }
      }
      self.init(
        graph, replay,
        svg: try diagram.picture.svg(idPrefix: prefix),
        cards: cards, isSheet: false)
    }

    /// The quiz of a page that has nothing else.
    init(sheet graph: ComputationGraph, _ replay: Replay) {
      self.init(graph, replay, svg: nil, cards: [:], isSheet: true)
    }

    private init(
      _ graph: ComputationGraph, _ replay: Replay, svg: String?, cards: [Int: [String]],
      isSheet: Bool
    ) {
      (self.graph, self.replay, self.svg, self.cards, self.isSheet) =
        (graph, replay, svg, cards, isSheet)
      salt = ContentHash.short(Array(graph.jsonText().utf8))
    }

    /// The questions; nil where there is nothing to ask for.
    var quiz: Quiz? {
      let turn = salt.utf8.reduce(0) { ($0 * 31 + Int($1)) % 1_009 }
      return Quiz(graph, replay, variants: variants, turn: turn)
    }

    func content(_ parts: Parts) -> Content? {
      quiz.map { quiz in
        Content(
          data: quiz.data(salt: salt) { isSheet ? parts.cards[$0] ?? [] : cards[$0] ?? [] },
          svg: svg)
      }
    }
  }
}
