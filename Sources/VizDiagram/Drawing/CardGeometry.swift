import VizDrawing
import VizTrace

/// The sizes that all cards share, in points.
enum Metric {
  /// The three sizes of text: titles and symbols, numbers and names, explanations.
  static let large = Font(size: 18, cut: .semibold)
  static let number = Font(size: 13, cut: .semibold)
  static let name = Font(size: 13, cut: .italic)
  static let small = Font(size: 11)
  static let smallStrong = Font(size: 11, cut: .semibold)
  static let smallItalic = Font(size: 11, cut: .italic)

  static let margin = 28.0
  static let radius = 9.0
  static let leafRadius = 17.0
  /// The straight piece of wire that leaves a card and carries its numbers.
  static let stub = (lr: 84.0, tb: 40.0)
  /// How far the cards behind a fold stand out.
  static let foldDepth = 6.0
  /// The straight piece of wire that arrives, where it carries a sum's part or the chain rule.
  static let fanStrip = (lr: 58.0, tb: 24.0)
  static let chainStrip = (lr: 152.0, tb: 40.0)
  static let compactStub = 30.0
  static let compactChainStrip = 92.0
  /// How far vertical arrivals stand from each other that carry the chain rule on their right.
  static let chainPitch = 112.0
  /// How far it stands from what is before and behind it.
  static let chainGap = 4.0
  /// Between a wire that runs downwards, however wide it is, and the rule beside it.
  static let chainMargin = 7.0
  /// The room of an arrowhead with a little of its wire.
  static let arrow = 16.0
  static let lineHeight = 14.0
  static let numberLine = 15.0
  /// The piece of wire that leaves a card which holds its numbers itself.
  static let bareStub = 10.0
  /// How far a bracket beside a vertical gate stands from its middle.
  static let bracketInset = 70.0
}

/// How much room a card takes, and where on it wires arrive. It depends on the structure of the
/// graph alone, never on a number, so that two steps of one training have one layout.
struct CardGeometry: Sendable {
  var card: Size
  /// The length along the flow of what stands before and behind the card.
  var strip = 0.0
  var stub = 0.0
  /// As much of what stands behind the card as has its numbers.
  var numberStub = 0.0
  /// The distance between neighbouring arrivals.
  var pitch = 18.0
  /// Room across the flow, on each side of the middle, for what stands beside the card.
  var beside = 0.0
  /// The width, about the middle, of what stands to the right of vertical arrivals.
  var reach = 0.0
  /// The least room for a number on each side of a vertical stub.
  var numberRoom = 58.0
  /// The least room for the numbers above and below a level stub, together.
  var numberHeight = 2 * (Metric.number.size + 8)
  var rows = 0
  var body: TensorBody?
  /// What stands of leaves at the card's foot.
  var lodgers: [LodgerRow] = []
  /// Whether the card's numbers stand on it, and the wire that leaves it is bare and short.
  var holdsNumbers = false

  /// Graphviz takes no longer boxes than 65,535 points; the wires of a card with thousands of them
  /// move together.
  private static let longestSide = 30_000.0

  init(_ card: DiagramModel.Card, model: DiagramModel, options: DiagramOptions) {
    let direction = options.direction
    let isLR = direction == .lr
    let isCompact = options.arrangement.isCompact
    rows = card.arriving.count
    (strip, pitch) = Self.arrivals(card, model, options)
    let stubs = card.arriving.compactMap { model.wires[$0].stub }
    if !stubs.isEmpty {
      // Names stand before what stands on the arrivals.
      strip += (stubs.map { Placement.stub($0, direction) }.max() ?? 0) + Metric.arrow
      if !isLR {
        let width =
          stubs.map { TextMeasurer.measure($0, font: Metric.smallItalic).width }.max() ?? 0
        pitch = max(pitch, width + 10)
      }
    }
    // A sum's gradient has a sign before it.
    if card.leaving.count > 1 { numberRoom = 72 }
    // A name stands above its arrival, a number beside it.
    let hasNumbers = card.arriving.contains { model.wires[$0].hasChain }
    if !isLR, strip > 0, stubs.isEmpty || hasNumbers {
      let half = options.show == .chain ? pitch - Metric.chainGap : 56
      reach = Double(rows - 1) * pitch + 2 * half
    }
    pitch = min(pitch, Self.longestSide / Double(max(rows, 1)))
    stub = isLR ? Metric.stub.lr : isCompact ? Metric.compactStub : Metric.stub.tb

    switch card.kind {
    case .leaf:
      let width = TextMeasurer.measure(card.shownSymbol, font: Metric.large).width
      let diameter = 2 * Metric.leafRadius
      self.card = Size(width: width > diameter - 8 ? width + 24 : diameter, height: diameter)
      if isCompact, card.value != nil || card.gradient != nil {
        let lines = [card.value, card.gradient].count { $0 != nil }
        let faults = [card.correction.value, card.correction.gradient]
          .count { $0?.isInherited == false }
        self.card = Size(
          width: max(width + 20, card.leaving.count > 1 ? 84 : 70, faults > 0 ? 112 : 0),
          height: 30 + Double(lines) * Metric.numberLine
            + Double(faults) * DiagramPainter.correctionLine)
        holdsNumbers = true
      }
    case .operation:
      let symbol = TextMeasurer.measure(card.shownSymbol, font: Metric.large).width
      // From above the role stands on the card.
      let role =
        isLR ? 0 : TextMeasurer.measure(card.gate ?? "", font: Metric.smallItalic).width + 12
      let least = max(card.locals.count > 1 ? 84.0 : 60, role)
      self.card = Size(width: max(least, symbol + 24), height: 48)
      if let words = DiagramPainter.words(forLocalsOf: card, model.numbers) {
        let width = TextMeasurer.measure(words, font: Metric.smallStrong).width
        self.card.width = max(self.card.width, width + 16)
        self.card.height += Metric.lineHeight
      }
    case .tensor:
      let body = TensorBody(card, options.arrangement, direction)
      self.body = body
      holdsNumbers = isCompact && body.panels > 0
      self.card = body.cardSize(symbol: card.shownSymbol, shape: card.shownShape)
    case .fold(let fold):
      let title = TextMeasurer.measure(fold.title, font: Metric.number).width
      let repeats = TextMeasurer.measure(fold.repeatsText, font: Metric.large).width
      self.card = Size(
        width: min(max(isCompact ? 176 : 168, title + repeats + 40), isCompact ? 200 : 280),
        height: fold.gradientNorms.count > 1 || !isCompact && model.hasGradients ? 92 : 48)
      if self.card.height == 48, !DiagramPainter.fitsBeside(fold, card, width: self.card.width) {
        self.card.height += FoldMetric.shape
      }
      holdsNumbers = isCompact && card.hasNumbers && !card.correction.isOwn
      if holdsNumbers { self.card.height += FoldMetric.numbers }
      if !card.taken.isEmpty { self.card.height += Metric.lineHeight }
    }
    if !card.lodgers.isEmpty {
      // Behind the role, which from above stands on the card.
      if !isLR, card.gate != nil, body == nil { self.card.height += Metric.lineHeight }
      lodgers = card.lodgers.map { LodgerRow($0, options.arrangement) }
      let width = lodgers.map(\.size.width).max() ?? 0
      self.card.width = max(self.card.width, width + 2 * padding)
      self.card.height += lodgers.reduce(0) { $0 + $1.size.height }
    }
    // A wire that shows nothing is as short as can be.
    if holdsNumbers || !card.hasNumbers {
      stub = Metric.bareStub
      numberRoom = 0
    } else if let room = DiagramPainter.room(for: card.correction) {
      // What should stand there is longer than a number, and stands in a line of its own.
      stub = max(stub, isLR ? room.width : 54)
      numberRoom = max(numberRoom, room.width)
      numberHeight = room.height
    }
    if isLR, let note = card.shownNote {
      self.card.width = max(
        self.card.width, TextMeasurer.measure(note, font: Metric.smallItalic).width)
    }
    numberStub = stub
    // A card is at least as long as the side on which its wires arrive.
    let side = Double(rows) * pitch
    if isLR {
      self.card.height = max(self.card.height, side - pitch + 20)
    } else {
      self.card.width = max(self.card.width, side - pitch + 28)
      if card.gate != nil, body == nil, lodgers.isEmpty {
        self.card.height += Metric.lineHeight
      }
    }
    if let output = card.shownOutputName {
      let width = TextMeasurer.measure(output, font: Metric.name).width
      stub += isLR ? width + 18 : 26
      // From above it stands below the end of its wire, or beside one that leads on.
      if !isLR { numberRoom = max(numberRoom, card.leaving.isEmpty ? width / 2 + 4 : width + 12) }
    }
    beside = roomBeside(card, direction)
    if !isLR, let bracket = model.brackets.first(where: { $0.panel == card.panel }) {
      beside = max(beside, Metric.bracketInset + bracket.textSize.width + 16 - self.card.width / 2)
    }
  }

  /// The length of the arrivals, and the distance between them.
  private static func arrivals(
    _ card: DiagramModel.Card, _ model: DiagramModel, _ options: DiagramOptions
  ) -> (Double, Double) {
    let wires = card.arriving.map { model.wires[$0] }
    let isLR = options.direction == .lr
    if options.show == .chain, wires.contains(where: \.hasChain) {
      let isCompact = options.arrangement.isCompact
      let least = wires.contains { $0.chain != nil }
      let rules = wires.compactMap { $0.tensorChain?.width(isCompact: isCompact) }.max()
      let room = rules.map { $0 + 2 * (isLR ? Metric.chainGap : Metric.chainMargin) } ?? 0
      guard isLR else {
        return (Metric.chainStrip.tb, max(least ? Metric.chainPitch : 0, room))
      }
      // Where room is short, and of rules, what comes of the factors stands below the wire.
      let strip = isCompact ? Metric.compactChainStrip : Metric.chainStrip.lr
      return (
        max(least ? strip : 0, rules == nil ? 0 : room + Metric.arrow - Metric.chainGap),
        isCompact || rules != nil ? 38 : 26
      )
    }
    let fans = wires.contains { $0.chain != nil && model.cards[$0.from].leaving.count > 1 }
    if fans { return isLR ? (Metric.fanStrip.lr, 26) : (Metric.fanStrip.tb, 60) }
    // The name of an output stands below the straight end of its wire.
    let ports = wires.compactMap(\.port)
    let widest = ports.map { TextMeasurer.measure($0, font: Metric.small).width }.max()
    if isLR, let widest { return (min(widest, 60) + 8, 18) }
    return (0, isLR ? 18 : 22)
  }

  private func roomBeside(
    _ card: DiagramModel.Card, _ direction: DiagramOptions.Direction
  ) -> Double {
    // The cards behind a fold stand out on the right and above.
    if case .fold = card.kind { return Metric.foldDepth + 2 }
    let name = card.isLeaf || body?.name != nil ? nil : card.name
    switch direction {
    case .lr:
      let below = [showsGate ? card.gate : nil, card.note].count { $0 != nil }
      return below > 1 ? 16 + Metric.lineHeight : below > 0 || name != nil ? 16 : 0
    case .tb:
      let texts = [name, card.shownNote].compactMap { $0 }
      guard !texts.isEmpty else { return 0 }
      return (texts.map { TextMeasurer.measure($0, font: Metric.smallItalic).width }.max() ?? 0) + 8
    }
  }

  /// Whether the card's role in the backward flow is written: where numbers stand in one line, there is
  /// no room for the roles of tensors, as there is none from above.
  var showsGate: Bool { body?.isSlim != true }

  /// How far what stands in the card keeps off its edges.
  var padding: Double { body?.padding ?? TensorBody.padding }

  /// Whether the numbers of leaves stand in columns at the card's foot.
  var hasSlimRows: Bool { lodgers.contains { $0.slimNumbers > 0 } }

  /// The whole of what must stay free of others.
  func box(_ direction: DiagramOptions.Direction) -> Size {
    let side = Double(rows) * pitch
    switch direction {
    case .lr:
      return Size(
        width: strip + card.width + stub,
        height: max(side, card.height + 2 * beside, numberHeight))
    case .tb:
      return Size(
        width: max(side, card.width + 2 * beside, 2 * numberRoom, min(reach, Self.longestSide)),
        height: strip + card.height + stub)
    }
  }

  /// The card without what stands of leaves at its foot.
  func head(of card: Rect) -> Rect {
    guard !lodgers.isEmpty else { return card }
    let feet = lodgers.reduce(0) { $0 + $1.size.height }
    return Rect(x: card.minX, y: card.minY, width: card.width, height: card.height - feet)
  }

  /// What stands of leaves at the foot of a card.
  func foot(of card: Rect) -> Rect {
    let head = head(of: card)
    return Rect(
      x: card.minX, y: head.maxY, width: card.width, height: card.height - head.height)
  }

  /// The card's place in its box.
  func cardRect(in box: Rect, _ direction: DiagramOptions.Direction) -> Rect {
    switch direction {
    case .lr:
      Rect(
        x: box.minX + strip, y: box.midY - card.height / 2, width: card.width,
        height: card.height)
    case .tb:
      Rect(
        x: box.midX - card.width / 2, y: box.minY + strip, width: card.width,
        height: card.height)
    }
  }
}

extension Font {
  /// Makes the font as small as a text needs it: the last resort of numbers near the ends of the
  /// range, whose exponents have three digits.
  mutating func shrink(_ text: String, to width: Double) {
    let natural = TextMeasurer.measure(text, font: self).width
    if natural > width { size *= width / natural }
  }
}

extension DiagramModel.Bracket {
  /// The rule's lines, where it stands beside its gate.
  var lines: [String] { lines(of: text) }

  func lines(of text: String) -> [String] {
    var lines: [String] = []
    for (index, part) in text.split(separator: " = ").enumerated() {
      lines += index == 0 ? part.split(separator: ": ").map(String.init) : ["= \(part)"]
    }
    return lines
  }

  /// The room of ``lines``.
  var textSize: Size {
    Size(
      width: lines.reduce(0) { max($0, TextMeasurer.measure($1, font: Metric.small).width) },
      height: Double(lines.count) * Metric.lineHeight)
  }
}

extension DiagramModel.Card {
  /// The symbol, short enough for a card.
  var shownSymbol: String {
    TextMeasurer.fitted(symbol, font: Metric.large, width: 180, cutting: .middle)
  }

  /// The shape, short enough for a card.
  var shownShape: String {
    TextMeasurer.fitted(
      shape.joined(separator: "×"), font: Metric.small, width: 180)
  }

  /// The output's name, short enough for its wire.
  var shownOutputName: String? {
    outputName.map { TextMeasurer.fitted($0, font: Metric.name, width: 180) }
  }

  /// The attributes, short enough to stand below a card.
  var shownNote: String? {
    note.map { TextMeasurer.fitted($0, font: Metric.smallItalic, width: 180) }
  }

  var isLeaf: Bool { if case .leaf = kind { true } else { false } }

  var isTensor: Bool { if case .tensor = kind { true } else { false } }

  /// Whether anything is known of what leaves the card.
  var hasNumbers: Bool { value != nil || gradient != nil }

  /// Whether no wire leaves the card, and none would tell anything.
  var isDeadEnd: Bool { leaving.isEmpty && outputName == nil && !hasNumbers }
}
