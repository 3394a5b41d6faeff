import VizBase
import VizDrawing
import VizTrace

/// A graph written as a score: a staff for the forward pass, one for the local derivatives, one for
/// the backward pass, in which each gradient stands under its value, and one for the parameters.
struct Score: Sendable {
  let model: ScoreModel
  let layout: ScoreLayout
  /// Of the whole picture, before it is scaled.
  let size: Size
  /// How many times as large the picture is drawn.
  let scale: Double
  /// Where the staves begin.
  let origin: Point
  let title: [String]
  let footer: [String]
  /// What stays free at the edges.
  let margin: Double
  private let frame: Frame?

  /// Without a frame letters have the size that they have in other pictures.
  private static let plain = 0.6
  private static let plainWidth = 1800.0
  /// The smallest letters of a score with much room are so many times as large as need be.
  private static let mostTimes = 1.5
  /// Whether the key of the widths stands before the first line of the footer.
  let isKeyInFooter: Bool

  /// - Throws: `GraphError` where the graph is none, ``DiagramError`` where it is no chain, or too
  ///   wide for its frame.
  init(_ graph: ComputationGraph, in frame: Frame?) throws {
    let model = try ScoreModel(graph)
    let layout = ScoreLayout(model)
    guard let frame else {
      guard let score = Score(model, layout, nil, scale: Self.plain) else {
        throw ScoreChain.refusal("one of its tensors is too wide to be written out")
      }
      self = score
      return
    }
    guard let best = Self.largest(model, layout, frame, mostLines: .max) else {
      throw ScoreChain.refusal("it does not fit \(frame.name)")
    }
    // One line is read more easily than two, even with smaller letters.
    let line =
      best.layout.lines.count > 1
      ? Self.largest(model, layout, frame, mostLines: 1) : nil
    let least = max(frame.leastLetter, Self.smallestShare * best.letter)
    self = line.flatMap { $0.letter >= least ? $0 : nil } ?? best
  }

  private static let smallestShare = 0.7

  /// The score with the largest letters that fit, in so many lines at most.
  private static func largest(
    _ model: ScoreModel, _ layout: ScoreLayout, _ frame: Frame, mostLines: Int
  ) -> Score? {
    func score(_ scale: Double) -> Score? {
      let score = Score(model, layout, frame, scale: scale)
      return score.flatMap { $0.layout.lines.count <= mostLines ? $0 : nil }
    }
    var high =
      min(frame.mostLetter, frame.leastLetter * mostTimes) / ScoreMetric.small.size
    if let score = score(high) { return score }
    var low = 0.0
    var best: Score?
    for _ in 0..<24 {
      let middle = (low + high) / 2
      if let found = score(middle) { (low, best) = (middle, found) } else { high = middle }
    }
    return best
  }

  private init?(
    _ model: ScoreModel, _ measured: ScoreLayout, _ frame: Frame?, scale: Double
  ) {
    self.model = model
    self.frame = frame
    self.scale = scale
    let margin = (frame.map { $0.margin + 1 } ?? ScoreMetric.margin * scale) / scale
    let width = frame.map { $0.size.width / scale - 2 * margin } ?? Self.plainWidth
    self.margin = margin
    var layout = measured
    guard width >= ScorePainter.keyWidth,
      layout.arrange(model, width: width, isFilled: frame != nil)
    else { return nil }
    let own = frame == nil ? max(layout.size.width, 900) : width
    title = Self.cut(
      Lines.broken(model.title, font: ScoreMetric.title, width: own), to: 3,
      font: ScoreMetric.title, width: own)
    let words = Self.words(model) + (layout.isNarrow ? Self.signs : "")
    let beside = Lines.broken(
      words, font: ScoreMetric.small, width: own - ScorePainter.keyWidth - 30)
    isKeyInFooter = beside.count == 1
    footer =
      isKeyInFooter ? beside : Lines.broken(words, font: ScoreMetric.small, width: own)
    let top = margin + Double(title.count) * ScoreMetric.titleLine + 16
    let bottom = Double(footer.count + (isKeyInFooter ? 0 : 1)) * ScoreMetric.smallLine + 8
    let height = top + layout.size.height + 20 + bottom + margin
    guard let frame else {
      size = Size(width: own + 2 * margin, height: height)
      self.layout = layout
      origin = Point(x: margin, y: top)
      return
    }
    let room = frame.size.height / scale
    guard height <= room || !frame.hasFixedHeight && height * scale <= frame.size.height else {
      return nil
    }
    size = Size(width: frame.size.width / scale, height: frame.hasFixedHeight ? room : height)
    let before = layout.size.height
    if frame.hasFixedHeight { layout.stretch(by: (room - height) * 0.8) }
    self.layout = layout
    let free = size.height - height - (layout.size.height - before)
    origin = Point(
      x: margin + max(own - layout.size.width, 0) / 2, y: top + max(free, 0) / 2)
  }

  private static let signs = " → is forward, ∂ local, ← backward, θ parameters."

  private static func cut(
    _ lines: [String], to most: Int, font: Font, width: Double
  ) -> [String] {
    guard lines.count > most else { return lines }
    let last = TextMeasurer.fitted(lines[most - 1] + "…", font: font, width: width)
    return lines.prefix(most - 1) + [last]
  }

  /// What has to be said below the staves.
  private static func words(_ model: ScoreModel) -> String {
    var words = ["Each gradient stands under its value, in its shape."]
    if model.columns.contains(where: { $0.local.contains("δ") }) {
      words.append("δ is the gradient that arrives from the right.")
    }
    let hidden = model.hidden
    if hidden > 0 { words.append("Of what repeats the first is shown, \(hidden) nodes are not.") }
    return (words + model.remarks.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." })
      .joined(separator: " ")
  }

  /// The smallest letter, in the frame's unit.
  var letter: Double { scale * ScoreMetric.small.size }

  /// That letters are too small, in one line.
  var remark: String? {
    guard let frame, letter < frame.leastLetter - 1e-9 else { return nil }
    return "the smallest letter is \(frame.words(for: letter)) \(frame.name), below"
      + " \(frame.words(for: frame.leastLetter))"
  }

  /// The picture's message in words.
  func summary(of graph: ComputationGraph) -> String {
    var words =
      "A score of \(model.columns.count - 1) steps from \(model.columns[0].symbol) to"
      + " \(model.output): forward, local, backward, parameters."
    if let value = model.columns.last?.value?.scalar {
      words += " \(model.output) = \(NumberFormat.plain(value))."
    }
    let norms = model.columns.compactMap { column in
      column.gradient.map {
        "\(NumberFormat.plain($0.magnitude)) at \(column.symbol)"
      }
    }
    if !norms.isEmpty {
      words +=
        " The gradient's norm is \(norms.reversed().prefix(12).joined(separator: ", "))"
        + (norms.count > 12 ? ", …." : ".")
    }
    for times in model.repeats {
      words +=
        " \(model.columns[times.first].symbol) to \(model.columns[times.last].symbol)"
        + " stand for \(times.count) alike."
    }
    return words + model.remarks.map { " \($0)." }.joined()
  }

  /// How alarming the nodes of the staves are, and what that means.
  private func marks(
    of graph: ComputationGraph, _ options: DiagramOptions
  ) -> (alarms: [Int: Double], words: String?) {
    var alarms: [Int: Double] = [:]
    for node in graph.nodes.indices {
      alarms[node] = options.highlights[graph.nodes[node].id]
    }
    let keys = options.highlightKeys.sorted { $0.least > $1.least }
    var open = alarms
    let words = keys.compactMap { key -> String? in
      let found = open.filter { $0.value >= key.least }.keys.sorted()
      for node in found { open[node] = nil }
      guard !found.isEmpty else { return nil }
      return "\(key.words): \(found.prefix(8).map { graph.nodes[$0].id }.joined(separator: ", "))"
    }
    return (alarms, words.isEmpty ? nil : "Marked, \(words.joined(separator: "; ")).")
  }

  func cards(of graph: ComputationGraph) -> [Diagram.Card] {
    model.columns.indices.map { column in
      let isFold = model.repeats.contains { ($0.first...$0.last).contains(column) }
      return Diagram.Card(
        id: DiagramPainter.cardID(column),
        nodes: model.nodes(of: column).map { graph.nodes[$0].id }, isFold: isFold)
    }
  }

  func picture(of graph: ComputationGraph, options: DiagramOptions) -> Picture {
    let marks = marks(of: graph, options)
    let drawn = ScorePainter(
      self, theme: options.theme, alarms: marks.alarms,
      summary: summary(of: graph) + (marks.words.map { " \($0)" } ?? "")
    ).picture
    let target =
      frame.map {
        Size(
          width: $0.size.width,
          height: $0.hasFixedHeight ? $0.size.height : (size.height * scale).rounded(.up))
      }
      ?? Size(width: (size.width * scale).rounded(.up), height: (size.height * scale).rounded(.up))
    return drawn.scaled(by: scale, to: target, unit: frame?.unit ?? .pixel)
  }
}

extension Score {
  /// The score of a graph on a slide, where it is larger than its cards and wires, or shows numbers
  /// where these have room for norms alone, and shows all that they show.
  ///
  /// It is a network's: tensors that go through at least two layers, with nothing but leaves beside
  /// them, and nothing in the options that is about cards.
  static func better(
    than cards: Composition, of graph: ComputationGraph, _ options: DiagramOptions
  ) -> Score? {
    guard options.fit == .slide, options.focus == nil, options.emphasis == nil,
      options.highlights.isEmpty, options.corrections.isEmpty, options.show == .gradients,
      options.collapse == .automatic,
      !options.keepsDirection, graph.hasLayers, let score = try? Score(graph, in: options.fit)
    else { return nil }
    let columns = score.model.columns
    let layers = columns.count { column in column.parameters.contains { !$0.shape.isEmpty } }
    guard layers > 1, columns.allSatisfy({ $0.skips.isEmpty }), score.model.remarks.isEmpty,
      score.remark == nil, score.model.hidden == 0
    else { return nil }
    let isTerse = cards.options.arrangement.isTerse
    return score.letter > cards.letter ?? 0 || cards.remark != nil || isTerse ? score : nil
  }
}

extension ComputationGraph {
  /// Whether two of the leaves are tensors, as a layer's parameters are: without these nothing else is asked.
  fileprivate var hasLayers: Bool {
    nodes.lazy.filter { $0.isLeaf && !$0.dimensionTexts.isEmpty }.prefix(2).count > 1
  }
}
