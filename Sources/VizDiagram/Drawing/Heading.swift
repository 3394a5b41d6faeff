import VizBase
import VizDrawing
import VizTrace

/// What stands above a diagram, and what it says to people who listen to it.
struct Heading: Sendable {
  static let height = 52.0
  static let longest = 900.0

  /// The title, and as much of it as fits into one line.
  var whole: String
  var title: String
  /// Where which numbers stand; empty where there are none.
  var subtitle: String
  var summary: String

  init(_ graph: ComputationGraph, model: DiagramModel, options: DiagramOptions) {
    let name = (graph.name ?? "").isEmpty ? "Computational graph" : graph.name ?? ""
    whole = MathName.inText(name)
    title = TextMeasurer.fitted(whole, font: Metric.large, width: Self.longest)
    subtitle = [
      Self.sides(model, options), Self.norms(model, options), Self.absence(model),
      model.cards.contains { !$0.locals.isEmpty } ? "a card shows its local derivatives" : "",
    ].filter { !$0.isEmpty }.joined(separator: "; ")
    summary = Self.summary(graph, model: model, keys: options.highlightKeys)
  }

  /// On which side of a wire, or of a name on a card, which numbers stand.
  private static func sides(_ model: DiagramModel, _ options: DiagramOptions) -> String {
    let isCompact = options.arrangement.isCompact
    let (first, second) =
      switch (options.direction, isCompact) {
      case (.lr, true) where !options.arrangement.isSlim: ("above", "below")
      case (_, true): ("left or above", "right or below")
      case (.lr, false): ("above the wire", "below")
      case (.tb, false): ("left of the wire", "right of")
      }
    let hasValues = model.cards.contains { $0.value != nil }
    var words = hasValues ? "forward value \(first)" : ""
    if model.cards.contains(where: { $0.gradient != nil }) {
      words += "\(hasValues ? ", " : "")\(kind(model, options)) \(second)"
      if !isCompact { words += hasValues ? " it" : " the wire" }
    }
    return words
  }

  /// What the numbers of tensors are where no word beside them says it.
  private static func norms(_ model: DiagramModel, _ options: DiagramOptions) -> String {
    guard options.arrangement.isSlim else { return "" }
    let isAny = model.cards.contains { card in
      if case .tensor = card.kind { card.value != nil || card.gradient != nil } else { false }
    }
    return isAny ? "of tensors their norms" : ""
  }

  /// That nothing stands beside a wire, where something stands in cards.
  private static func absence(_ model: DiagramModel) -> String {
    guard model.cards.allSatisfy({ $0.value == nil && $0.gradient == nil }) else { return "" }
    let isAny = model.cards.contains { $0.lodgers.contains { $0.value != nil } }
    return isAny ? "no values are known but the parameters’" : ""
  }

  /// What the numbers on the other side of a wire are: `gradient ∂L/∂·`.
  private static func kind(_ model: DiagramModel, _ options: DiagramOptions) -> String {
    if model.isForwardMode { return "tangent" }
    let outputs = options.gradientOf.map { [$0] } ?? model.cards.compactMap(\.outputName)
    guard outputs.count == 1, outputs[0].count <= 6 else { return "gradient" }
    return "gradient ∂\(outputs[0])/∂·"
  }

  var width: Double {
    max(
      TextMeasurer.measure(title, font: Metric.large).width,
      TextMeasurer.measure(subtitle, font: Metric.small).width)
  }

  /// The picture's message in words: what it computes, its value, and the gradients of its leaves.
  private static func summary(
    _ graph: ComputationGraph, model: DiagramModel, keys: [HighlightKey]
  ) -> String {
    let leaves = model.cards.filter { $0.arriving.isEmpty && $0.role != .constant }
    let operations = graph.nodes.count { !$0.isLeaf }
    var words =
      "A computational graph of \(operations) operation\(operations == 1 ? "" : "s")"
      + " on \(leaves.count) input\(leaves.count == 1 ? "" : "s")."
    for card in model.cards {
      if let output = card.outputName, let value = card.value?.scalar {
        words += " \(output) = \(NumberFormat.plain(value))."
      }
    }
    let gradients = leaves.compactMap { card in
      card.gradient?.scalar.map { "\(NumberFormat.plain($0)) for \(card.symbol)" }
    }
    if !gradients.isEmpty {
      let shown = gradients.prefix(12).joined(separator: ", ")
      let kind = model.isForwardMode ? "tangent" : "gradient"
      words += " The \(kind) is \(shown)\(gradients.count > 12 ? ", …" : "")."
    }
    for (key, cards) in model.highlighted(keys) {
      let names = cards.map { $0.name ?? $0.outputName ?? $0.symbol }
      words +=
        " Marked, \(key.words): \(names.prefix(12).joined(separator: ", "))"
        + "\(names.count > 12 ? ", …" : "")."
    }
    if model.hidden > 0 { words += " \(model.hidden) nodes are folded away." }
    return words
  }
}
