import VizBase
import VizDrawing
import VizTrace

/// The line below a diagram that says how to read it: only what the diagram shows.
struct Legend: Sendable {
  enum Entry: Sendable, Equatable {
    case sample(String, String, isGradient: Bool)
    case widths
    case unknown
    case below
    case above
    case blocked
    case broken
    case chain
    case rule
    case reused
    case highlight(String, alarm: Double)
    case struck
    case text(String)
  }

  static let height = 20.0
  private static let gap = 26.0
  private static let sample = 30.0

  private(set) var entries: [Entry] = []
  /// What flows along wires beside values.
  private var kind = "gradient"

  /// The legend of models that differ in numbers alone; samples are of the last one. Where the
  /// passes are drawn a step at a time, they are of what is known first.
  init(_ models: [DiagramModel], options: DiagramOptions, isStepped: Bool = false) {
    guard let model = models.last else { return }
    let cards = models.flatMap(\.cards)
    let values = cards.flatMap { [$0.value] + $0.lodgers.map(\.value) }.compactMap(\.self)
    let gradients = cards.flatMap { [$0.gradient] + $0.lodgers.map(\.gradient) }.compactMap(\.self)
    if model.isForwardMode { kind = "tangent" }
    let scalars = model.cards.compactMap(\.value?.scalar)
    if let value = isStepped ? scalars.first : scalars.last {
      entries.append(.sample(model.numbers.text(value), "value", isGradient: false))
    } else if !values.isEmpty {
      entries.append(.sample("norm", "of the value", isGradient: false))
    }
    if let gradient = model.cards.last(where: { $0.gradient?.scalar != nil })?.gradient?.scalar {
      entries.append(.sample(model.numbers.text(gradient), kind, isGradient: true))
    } else if !gradients.isEmpty {
      entries.append(.sample("norm", "of the \(kind)", isGradient: true))
    }
    if let emphasis = options.emphasis {
      entries.append(.text(emphasis.words))
    } else if !gradients.isEmpty {
      entries.append(.widths)
      let flows = Set(models.flatMap(Self.flows))
      for (flow, entry) in [
        (GradientFlow.below, Entry.below), (.above, .above), (.unknown, .unknown),
      ] where flows.contains(flow) { entries.append(entry) }
    }
    if models.contains(where: { Self.flows($0).contains(.blocked) }) {
      entries.append(.blocked)
    }
    if values.contains(where: \.isBroken) || gradients.contains(where: \.isBroken) {
      entries.append(.broken)
    }
    if options.show == .chain, model.wires.contains(where: { $0.chain != nil }) {
      entries.append(.chain)
      let sharing =
        !model.isForwardMode
        && model.cards.contains { card in
          card.arriving.count { model.wires[$0].chain != nil } > 1
        }
      if sharing { entries.append(.reused) }
    }
    if model.wires.contains(where: { $0.tensorChain != nil }) { entries.append(.rule) }
    entries += model.highlighted(options.highlightKeys).map { key, cards in
      .highlight(key.words, alarm: cards.compactMap(\.highlight).max() ?? key.least)
    }
    let corrections = model.cards.map(\.correction)
    if corrections.contains(where: { $0 != Correction() }) { entries.append(.struck) }
    if model.hidden > 0 {
      let why = (model.center.map(Self.reason) ?? options.foldReason).map { " \($0)" } ?? ""
      entries.append(
        .text("\(model.hidden) node\(model.hidden == 1 ? " is" : "s are") folded away\(why)"))
    }
  }

  private static func flows(_ model: DiagramModel) -> [GradientFlow] {
    guard model.hasGradients else { return [] }
    // What leaves a card is a sum where wires part, and may be less than any of them.
    let sums = model.cards.compactMap { card -> GradientFlow? in
      guard card.leaving.count != 1, !card.isDeadEnd else { return nil }
      if case .fold = card.kind, card.gradient == nil { return nil }
      return GradientFlow(card.gradient.map { $0.isBroken ? .nan : $0.magnitude })
    }
    return model.wires.map { GradientFlow($0.magnitude) } + sums
  }

  private static func reason(_ center: DiagramOptions.Focus.Center) -> String {
    let name = TextMeasurer.fitted(center.name, font: Metric.small, width: 120)
    guard center.radius > 0 else { return "around \(name)" }
    return "more than \(center.radius) wire\(center.radius == 1 ? "" : "s") away from \(name)"
  }

  private func words(_ entry: Entry) -> String {
    switch entry {
    case .sample(_, let words, _), .highlight(let words, _), .text(let words): words
    case .widths: "|\(kind)|"
    case .unknown: "\(kind) not known"
    case .below: "below 10⁻⁴"
    case .above: "above 100"
    case .blocked: "\(kind) exactly 0"
    case .broken: "NaN or infinite"
    case .chain: "\(kind == "tangent" ? kind : "upstream") × local = contribution"
    case .rule:
      kind == "tangent"
        ? "\(DiagramModel.TensorChain.tangent), the tangent → its part of the sum, by the rule"
        : "\(DiagramModel.TensorChain.gradient), upstream → contribution, by the rule"
    case .reused: "already computed"
    case .struck: "wrong, or made of wrong numbers"
    }
  }

  /// The room that an entry's sample takes before its words.
  private func lead(_ entry: Entry) -> Double {
    switch entry {
    case .sample(let number, _, _):
      TextMeasurer.measure(number, font: Metric.smallStrong).width + 6
    case .blocked, .unknown, .below, .above: Self.sample + 6
    case .widths:
      GradientFlow.samples.reduce(0) { $0 + Self.keyWidth($1.text) }
    case .broken, .reused, .highlight, .struck: 20
    case .chain, .rule, .text: 0
    }
  }

  /// The room of one of the widths with its number.
  private static func keyWidth(_ text: String) -> Double {
    sample - 4 + TextMeasurer.measure(text, font: Metric.small).width + 10
  }

  private func width(_ entry: Entry) -> Double {
    lead(entry) + TextMeasurer.measure(words(entry), font: Metric.small).width
  }

  var width: Double {
    entries.reduce(0) { $0 + width($1) } + Double(max(0, entries.count - 1)) * Self.gap
  }

  /// The width of the widest entry, which stays in one piece.
  var widest: Double { entries.map(width).max() ?? 0 }

  /// The entries in lines of at most so wide.
  func lines(within limit: Double) -> [[Entry]] {
    var lines: [[Entry]] = []
    var end = 0.0
    for entry in entries {
      let width = width(entry)
      if lines.isEmpty || end + Self.gap + width > limit {
        lines.append([entry])
        end = width
      } else {
        lines[lines.count - 1].append(entry)
        end += Self.gap + width
      }
    }
    return lines
  }

  /// Draws the lines, one below the other.
  func draw(
    on picture: inout Picture, at corner: Point, within limit: Double, theme: Theme,
    roundings: Roundings = Roundings()
  ) {
    picture.beginGroup(Group(id: "legend", kind: "legend"))
    for (index, line) in lines(within: limit).enumerated() {
      let below = Point(x: corner.x, y: corner.y + Double(index) * Self.height)
      draw(line, on: &picture, at: below, theme: theme, roundings)
    }
    picture.endGroup()
  }

  private static func line(_ x: Double, _ baseline: Double, _ length: Double) -> Path {
    .polyline([Point(x: x, y: baseline - 4), Point(x: x + length, y: baseline - 4)])
  }

  private func draw(
    _ entries: [Entry], on picture: inout Picture, at corner: Point, theme: Theme,
    _ roundings: Roundings
  ) {
    var x = corner.x
    let baseline = corner.y + 12
    for entry in entries {
      switch entry {
      case .sample(let number, _, let isGradient):
        picture.text(
          roundings.text(number), font: Metric.smallStrong,
          paint: isGradient ? theme.gradient : theme.value,
          at: Point(x: x, y: baseline), anchor: .start)
      case .widths:
        var left = x
        for sample in GradientFlow.samples {
          let flow = GradientFlow(sample.value)
          picture.stroke(
            Self.line(left, baseline, Self.sample - 8), with: Stroke(theme.wire, width: flow.width))
          picture.text(
            sample.text, font: Metric.small, paint: theme.secondary,
            at: Point(x: left + Self.sample - 4, y: baseline), anchor: .start)
          left += Self.keyWidth(sample.text)
        }
      case .blocked:
        picture.stroke(
          Self.line(x + 2, baseline, Self.sample - 2),
          with: Stroke(theme.wire, width: 2, dash: [0.01, 5], cap: .round))
      case .unknown:
        let line = Self.line(x, baseline, Self.sample)
        let width = GradientFlow.unknown.width
        picture.stroke(line, with: Stroke(theme.wire, width: width))
        picture.stroke(line, with: Stroke(theme.background, width: width - 2))
      case .below:
        let flow = GradientFlow.below
        picture.stroke(
          Self.line(x, baseline, Self.sample), with: Stroke(theme.wire, width: flow.width))
        let middle = Point(x: x + Self.sample / 2, y: baseline - 4)
        flow.mark(
          Point(x: middle.x - 1, y: middle.y), Point(x: middle.x + 1, y: middle.y), theme.wire,
          theme, scale: 1, on: &picture)
      case .above:
        picture.stroke(
          Self.line(x, baseline, Self.sample - 10),
          with: Stroke(theme.wire, width: GradientFlow.above.width))
        for tip in [Self.sample - 8, Self.sample] {
          picture.fill(
            .polyline(
              [
                Point(x: x + tip - 9, y: baseline - 9), Point(x: x + tip, y: baseline - 4),
                Point(x: x + tip - 9, y: baseline + 1),
              ], closed: true), with: theme.wire)
        }
      case .broken:
        picture.fill(
          .polyline(
            [
              Point(x: x + 6, y: baseline - 10), Point(x: x + 12, y: baseline),
              Point(x: x, y: baseline),
            ], closed: true), with: theme.alarm)
      case .reused:
        let pill = Path.roundedRect(
          Rect(x: x, y: baseline - 10, width: 15, height: 12), radius: 4)
        picture.fill(pill, with: theme.tint(.loss).fill)
        picture.stroke(pill, with: Stroke(theme.tint(.loss).border, width: 0.8))
      case .highlight(_, let alarm):
        let width = DiagramPainter.haloWidth(alarm) / 2
        picture.stroke(
          .roundedRect(
            Rect(x: x, y: baseline - 10, width: 15, height: 12).inset(by: width / 2), radius: 4),
          with: Stroke(theme.halo(alarm), width: width))
      case .struck:
        picture.text(
          "12", font: Metric.smallStrong, paint: theme.secondary,
          at: Point(x: x, y: baseline), anchor: .start)
        picture.stroke(
          Self.line(x - 1, baseline, 16), with: Stroke(theme.ink, width: 1.5))
      case .chain, .rule, .text: break
      }
      picture.text(
        words(entry), font: Metric.small, paint: theme.secondary,
        at: Point(x: x + lead(entry), y: baseline), anchor: .start)
      x += width(entry) + Self.gap
    }
  }
}
