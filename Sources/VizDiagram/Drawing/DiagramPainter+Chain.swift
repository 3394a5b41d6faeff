import VizBase
import VizDrawing
import VizTrace

// The chain rule on the straight end of a wire.
extension DiagramPainter {
  private typealias Runs = [(text: String, font: Font, paint: Paint)]

  /// Upstream × local = contribution, in a line or in two.
  mutating func drawChain(
    _ chain: Contribution.Numbers, isReused: Bool, from start: Double, to tip: Point
  ) {
    func parts(
      _ factor: (Double) -> String, _ contribution: (Double) -> String
    ) -> Runs {
      func paint(_ number: Double, _ paint: Paint) -> Paint {
        number.isFinite ? paint : theme.alarm
      }
      return [
        (factor(chain.upstream), Metric.small, paint(chain.upstream, theme.gradient)),
        (" × " + factor(chain.local), Metric.small, paint(chain.local, theme.ink)),
        (" = ", Metric.small, theme.secondary),
        (
          contribution(chain.product), Metric.smallStrong,
          paint(chain.product, theme.gradient)
        ),
      ]
    }
    func width(_ runs: Runs) -> Double {
      runs.reduce(0) { $0 + TextMeasurer.measure($1.text, font: $1.font).width }
    }
    // The shaded ground of a factor that was computed before is a little wider than the factor.
    let isOneLine = isLR && !options.arrangement.isCompact
    let room = isLR ? tip.x - start - (isReused ? 17 : 12) : 100
    func fits(_ runs: Runs) -> Bool {
      isOneLine ? width(runs) <= room : width(Array(runs.prefix(2))) <= room - (isReused ? 5 : 0)
    }
    // Numbers near the ends of the range leave no room for the factors; the wire's title has them.
    let (known, numbers) = (roundings, model.numbers)
    let digits: [(Double) -> String] = [
      { known.texts(of: $0, numbers)[0] }, NumberFormat.compact, NumberFormat.tight,
    ]
    let found = digits.first { fits(parts($0, $0)) }
    let text = found ?? NumberFormat.tight
    let chosen = parts(found ?? { _ in "…" }, text)
    for number in found == nil ? [chain.product] : [chain.upstream, chain.local, chain.product] {
      roundings.remember(text(number), of: known.texts(of: number, numbers))
    }
    let first = TextMeasurer.measure(chosen[0].text, font: chosen[0].font).width
    let left = isLR ? start + 2 : tip.x + Metric.chainMargin
    let baseline = isLR ? tip.y - 5 : start + 14
    var x = left
    if isReused {
      let pill = Rect(x: left, y: baseline - 10.5, width: first + 6, height: 14)
      picture.fill(.roundedRect(pill, radius: 4), with: theme.tint(.loss).fill)
      picture.stroke(
        .roundedRect(pill, radius: 4), with: Stroke(theme.tint(.loss).border, width: 0.8))
      x += 3
    }
    runs(Array(chosen.prefix(1)), at: Point(x: x, y: baseline), anchor: .start)
    x += first + (isReused ? 2 : 0)
    if isOneLine {
      runs(Array(chosen.dropFirst()), at: Point(x: x, y: baseline), anchor: .start)
    } else {
      // In a row the wire runs between the two lines.
      let next = baseline + (isLR ? Metric.lineHeight + 5 : Metric.lineHeight)
      runs([chosen[1]], at: Point(x: x, y: baseline), anchor: .start)
      var sum = Array(chosen.suffix(2))
      sum[0].text = "= "
      runs(sum, at: Point(x: left, y: next), anchor: .start)
    }
  }

  /// The rule that a tensor's gradient flows by, and below it what goes in and what comes out: a few
  /// numbers, or the norms.
  mutating func drawRule(
    _ chain: DiagramModel.TensorChain, of wire: DiagramModel.Wire, from start: Double, to tip: Point
  ) {
    let room =
      isLR
      ? tip.x - start - Metric.arrow - Metric.chainGap / 2
      : placement.geometry[wire.to].pitch - 2 * Metric.chainMargin
    let left = isLR ? start + Metric.chainGap / 2 : tip.x + Metric.chainMargin
    let first = isLR ? tip.y - 5 : start + 14
    let second = isLR ? tip.y + Metric.lineHeight : first + Metric.lineHeight
    let port = wire.port.map { "\($0): " } ?? ""
    let rules = chain.rules.map { port + $0 }
    let rule =
      rules.first { TextMeasurer.measure($0, font: Metric.small).width <= room }
      ?? TextMeasurer.fitted(rules.last ?? "", font: Metric.small, width: room)
    picture.text(
      rule, font: Metric.small, paint: theme.ink, at: Point(x: left, y: first), anchor: .start)

    func paint(_ data: TensorData) -> Paint { data.isBroken ? theme.alarm : theme.gradient }
    func parts(
      _ data: TensorData, _ number: ((Double) -> String)?, _ norm: @escaping (Double) -> String
    ) -> (prefix: String, text: String) {
      if data.isEmpty { return ("", "empty") }
      if let only = data.only { return ("", (number ?? norm)(only)) }
      guard let number, let written = DiagramModel.TensorChain.written(data) else {
        return ("norm ", norm(data.magnitude))
      }
      return ("", "(\(written.map(number).joined(separator: ", ")))")
    }
    func line(_ number: ((Double) -> String)?, _ norm: @escaping (Double) -> String) -> Runs {
      let upstream = parts(chain.upstream, number, norm)
      var runs: Runs = [
        (upstream.prefix + upstream.text, Metric.small, paint(chain.upstream)),
        (" → ", Metric.small, theme.secondary),
      ]
      guard let contribution = chain.contribution else {
        return runs + [("not known", Metric.small, theme.secondary)]
      }
      let part = parts(contribution, number, norm)
      runs.append((part.prefix, Metric.small, paint(contribution)))
      runs.append((part.text, Metric.smallStrong, paint(contribution)))
      return runs
    }
    func width(_ runs: Runs) -> Double {
      runs.reduce(0) { $0 + TextMeasurer.measure($1.text, font: $1.font).width }
    }
    let known = roundings
    let (number, measure) = (model.numbers.text, { known.text(NumberFormat.measure($0)) })
    let candidates = [
      line({ known.text(number($0)) }, measure), line(NumberFormat.compact, measure),
      line(NumberFormat.tight, NumberFormat.tightMeasure), line(nil, measure),
      line(nil, NumberFormat.tightMeasure),
    ]
    guard var chosen = candidates.first(where: { width($0) <= room }) ?? candidates.last else {
      return
    }
    let excess = max(1, width(chosen) / max(room, 1))
    for index in chosen.indices { chosen[index].font.size /= excess }
    runs(chosen, at: Point(x: left, y: second), anchor: .start)
  }

  // MARK: Words

  /// The wire in words, with its numbers in full.
  func wireTitle(_ wire: DiagramModel.Wire) -> String {
    let port = wire.port.map { " \($0)" } ?? ""
    let names = "\(model.cards[wire.from].symbol)\(port) → \(model.cards[wire.to].symbol)"
    let first = model.isForwardMode ? "tangent" : "upstream"
    if let chain = wire.tensorChain {
      let part = chain.contribution.map(Self.title) ?? "not known"
      return "\(names): \(chain.rules.first ?? ""), \(first) \(Self.title(chain.upstream)),"
        + " contribution \(part)"
    }
    guard let chain = wire.chain else { return names }
    return "\(names): \(first) \(MathName.number(chain.upstream))"
      + " × local \(MathName.number(chain.local))"
      + " = contribution \(MathName.number(chain.product))"
  }

  private static func title(_ data: TensorData) -> String {
    data.only.map(MathName.number) ?? "of norm \(NumberFormat.plain(data.magnitude))"
  }
}
