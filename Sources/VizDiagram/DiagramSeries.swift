public import VizDrawing
public import VizTrace

/// One graph at several times: drawings in which nothing moves, and only the numbers, and what
/// shows them, differ.
///
/// The layout is made once, from the last graph, and leaves room for what another one has besides.
/// The widths of wires compare: one scale is for all of the drawings. A tensor that is known in full
/// at some times and by its statistics at others is drawn by its statistics at all.
public struct DiagramSeries: Sendable {
  /// A picture for each graph.
  public let pictures: [Picture]
  /// The cards of each picture, in the order in which they are drawn.
  public let cards: [Diagram.Card]
  /// The wires of each picture, in the order in which they are drawn.
  public let wires: [Diagram.Wire]

  /// Lays out and draws a graph at several times.
  ///
  /// - Throws: ``/VizTrace/GraphError`` where one of the graphs is none, ``DiagramError`` where it
  ///   cannot be drawn, there is none, or one has other nodes or edges than another.
  public init(
    _ graphs: [ComputationGraph], options: DiagramOptions = DiagramOptions()
  ) async throws {
    var models = try graphs.map { try DiagramModel($0, options: options) }
    guard let last = models.last, let graph = graphs.last else {
      throw DiagramError.unsuitable("There is no graph to draw.")
    }
    guard models.allSatisfy({ $0.isAlike(last) }) else {
      throw DiagramError.unsuitable(
        "The graphs are not of one network: they differ in more than numbers.")
    }
    DiagramModel.unify(&models)
    let placement = try await Placement(DiagramModel.whole(of: models), options: options)
    let all = models
    let common = Heading(graph, model: last, options: options)
    pictures = zip(graphs, models).map { graph, model in
      var heading = common
      heading.summary = Heading(graph, model: model, options: options).summary
      return DiagramPainter(
        model, placement: placement, heading: heading, options: options, among: all
      ).picture
    }
    cards = Diagram.cards(of: last, graph)
    wires = Diagram.wires(of: last)
  }
}

extension DiagramModel {
  /// Whether another model has the same cards and the same wires between them.
  fileprivate func isAlike(_ other: DiagramModel) -> Bool {
    cards.count == other.cards.count && wires.count == other.wires.count
      && panels.count == other.panels.count && brackets.count == other.brackets.count
      && zip(cards, other.cards).allSatisfy { $0.nodes == $1.nodes && $0.symbol == $1.symbol }
      && zip(wires, other.wires).allSatisfy {
        $0.from == $1.from && $0.to == $1.to && $0.row == $1.row
      }
  }

  /// Gives each card one kind and one way to show its numbers in all models.
  fileprivate static func unify(_ models: inout [DiagramModel]) {
    guard let last = models.last else { return }
    for card in last.cards.indices {
      // A number that broke comes as statistics; its card is what it is otherwise.
      let kind = models.map(\.cards[card].kind).first {
        if case .tensor = $0 { false } else { true }
      }
      let isSummary = models.contains { model in
        [model.cards[card].value, model.cards[card].gradient].contains {
          if case .summary? = $0 { true } else { false }
        }
      }
      for index in models.indices {
        switch (kind, models[index].cards[card].kind) {
        case (let kind?, .tensor): models[index].cards[card].kind = kind
        case (nil, _) where isSummary:
          models[index].cards[card].value = models[index].cards[card].value?.summarized
          models[index].cards[card].gradient = models[index].cards[card].gradient?.summarized
        default: break
        }
      }
    }
  }

  /// The last model, with what only others have, so that there is room for it.
  fileprivate static func whole(of models: [DiagramModel]) throws(DiagramError) -> DiagramModel {
    guard var whole = models.last else { throw .unsuitable("There is no graph to draw.") }
    for card in whole.cards.indices {
      func first<Value>(_ path: KeyPath<Card, Value?>) -> Value? {
        whole.cards[card][keyPath: path]
          ?? models.lazy.compactMap { $0.cards[card][keyPath: path] }.first
      }
      whole.cards[card].value = first(\.value)
      whole.cards[card].gradient = first(\.gradient)
      whole.cards[card].updateRatio = first(\.updateRatio)
    }
    return whole
  }
}

extension TensorData {
  /// The statistics, with a histogram.
  fileprivate var summarized: TensorData {
    guard case .elements = self else { return self }
    var summary = summary
    summary.histogram = summary.histogram ?? histogram(bins: 30)
    return .summary(summary)
  }
}
