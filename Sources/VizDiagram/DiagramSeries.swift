import VizBase
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
    let options =
      if options.fit != nil, let last = graphs.last {
        try await Composition(last, options: options).options
      } else { options }
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

extension DiagramSeries {
  /// Lays out and draws a graph as it becomes known, a step of its passes at a time.
  ///
  /// What is not known yet is faint, and shows nothing that gives it away. Nothing moves: the layout
  /// is the whole graph's. A graph without a step has one picture.
  ///
  /// - Parameters:
  ///   - graph: The whole graph.
  ///   - options: How it is drawn.
  ///   - passes: The steps, for the cards that the graph is drawn with; it also gets how the
  ///     picture prints numbers, so that words do not contradict it.
  /// - Throws: As ``init(_:options:)``, also where there are more steps than 1,000.
  package init(
    _ graph: ComputationGraph, options: DiagramOptions = DiagramOptions(),
    passes: ([Diagram.Card], @escaping @Sendable (Double) -> String) throws -> PassSteps
  ) async throws {
    let options =
      options.fit == nil ? options : try await Composition(graph, options: options).options
    let model = try DiagramModel(graph, options: options)
    cards = Diagram.cards(of: model, graph)
    wires = Diagram.wires(of: model)
    let numbers = model.numbers
    let passes = try passes(cards) { numbers.text($0) }
    guard passes.steps.count <= Self.mostSteps else {
      throw DiagramError.unsuitable(
        "the passes take \(passes.steps.count) steps, which are too many pictures",
        hint: "fold some of the graph: --collapse auto, or a depth")
    }
    guard !passes.steps.isEmpty else {
      pictures = [try await Diagram(graph, options: options).picture]
      return
    }
    let placement = try await Placement(model, options: options)
    var heading = Heading(graph, model: model, options: options)
    // Room for the longest of the steps.
    let captions = passes.steps.map {
      TextMeasurer.fitted($0.words, font: Metric.small, width: Heading.longest)
    }
    let longest = captions.map { ($0, TextMeasurer.measure($0, font: Metric.small).width) }
      .max { $0.1 < $1.1 }
    if let longest { heading.subtitle = longest.0 }
    // A number has one rounding at all steps.
    let roundings = DiagramPainter(
      model, placement: placement, heading: heading, options: options
    ).roundings
    pictures = passes.steps.indices.map { step in
      heading.summary = passes.steps[step].words
      return DiagramPainter(
        model, placement: placement, heading: heading, options: options,
        reach: Reach(model, passes, after: step, caption: captions[step]), roundings: roundings
      ).picture
    }
  }

  private static let mostSteps = 1_000
}

extension DiagramModel {
  /// Whether another model has the same cards and the same wires between them.
  fileprivate func isAlike(_ other: DiagramModel) -> Bool {
    cards.count == other.cards.count && wires.count == other.wires.count
      && panels.count == other.panels.count && brackets.count == other.brackets.count
      && zip(cards, other.cards).allSatisfy {
        $0.nodes == $1.nodes && $0.symbol == $1.symbol
          && $0.lodgers.map(\.node) == $1.lodgers.map(\.node)
      }
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
      for index in whole.cards[card].lodgers.indices {
        let others = models.lazy.map { $0.cards[card].lodgers[index] }
        let own = whole.cards[card].lodgers[index]
        whole.cards[card].lodgers[index].value =
          own.value ?? others.compactMap(\.value).first
        whole.cards[card].lodgers[index].gradient =
          own.gradient ?? others.compactMap(\.gradient).first
      }
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
