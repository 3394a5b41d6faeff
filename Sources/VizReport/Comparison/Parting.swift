import VizBase

/// Where two runs part: what is first not the same in them, and since when their curves are apart.
struct Parting: Sendable {
  /// What differs first, in a sentence; nil where nothing does.
  let first: String?
  /// Since when their losses stay apart, in a sentence; nil where they have none in common.
  let curves: String?

  init(_ a: ComparedRun, _ b: ComparedRun, _ range: RobustRange?) {
    first =
      a.content.beginning.hash == b.content.beginning.hash ? nil : Self.first(a.content, b.content)
    curves = Self.curves(a, b, range)
  }

  // MARK: What is first not the same

  private static func first(_ a: RunDigest.Content, _ b: RunDigest.Content) -> String {
    if let weights = different(a.beginning.values, b.beginning.values) {
      return "they begin with different weights (\(weights))"
    }
    let same = a.beginning.values.isEmpty ? "" : "they begin with the same weights; "
    if let metric = metric(a.beginning.metrics, b.beginning.metrics) { return same + metric }
    if let gradient = different(a.beginning.gradients, b.beginning.gradients) {
      return same + "the first gradients differ (\(gradient))"
    }
    let begins = a.beginning.metrics.map(\.steps.count).max() ?? 0
    guard begins > 0 else { return same + "they log different things" }
    return same + "the first \(begins) values of each metric are the same, and later ones differ"
  }

  private static func different(_ a: [RunDigest.Norm], _ b: [RunDigest.Norm]) -> String? {
    let others = Dictionary(b.map { ($0.name, $0.norm) }, uniquingKeysWith: { one, _ in one })
    for one in a {
      guard let other = others[one.name], other != one.norm, !(other.isNaN && one.norm.isNaN)
      else { continue }
      return "the norm of \(one.name) is \(Replay.number(one.norm)) and \(Replay.number(other))"
    }
    return nil
  }

  private static func metric(_ a: [RunDigest.Start], _ b: [RunDigest.Start]) -> String? {
    let others = Dictionary(b.map { ($0.name, $0) }, uniquingKeysWith: { one, _ in one })
    var found: (step: Double, words: String)?
    for one in a {
      guard let other = others[one.name] else { continue }
      let pairs = zip(zip(one.steps, one.values), zip(other.steps, other.values))
      guard
        let pair = pairs.first(where: { x, y in
          x.0 == y.0 && x.1 != y.1 && !(x.1.isNaN && y.1.isNaN)
        }), pair.0.0 < found?.step ?? .infinity
      else { continue }
      found = (
        pair.0.0,
        "at step \(NumberFormat.grouped(pair.0.0)) \(one.name) is \(Replay.number(pair.0.1)) and"
          + " \(Replay.number(pair.1.1))"
      )
    }
    return found?.words
  }

  // MARK: Since when they are apart

  /// Curves that differ by less of the picture's height look the same.
  private static let apart = 0.1

  private static func curves(
    _ a: ComparedRun, _ b: ComparedRun, _ range: RobustRange?
  ) -> String? {
    guard let range, let x = a.judgedLine, let y = b.judgedLine, x.name == y.name, !x.steps.isEmpty,
      !y.steps.isEmpty
    else { return nil }
    let row = StripLines("", [], range)
    let name = x.category == Strip.heldOut ? "held-out losses" : "losses"
    var index = 0
    var since: (step: Double, x: Double, y: Double)?
    var isFirst = true
    for (step, value) in zip(x.steps, x.values) {
      while index + 1 < y.steps.count, y.steps[index + 1] <= step { index += 1 }
      let (p, q) = (row.share(value), row.share(y.values[index]))
      let isApart = p.flatMap { p in q.map { abs(p - $0) > apart } } ?? true
      if !isApart {
        since = nil
        isFirst = false
      } else if since == nil {
        since = (step, value, y.values[index])
      }
    }
    guard let since else { return "their \(name) end near each other" }
    let from =
      isFirst ? "from the first step on" : "from step \(NumberFormat.grouped(since.step)) on"
    return "their \(name) stay apart \(from) (\(NumberFormat.brief(since.x)) and"
      + " \(NumberFormat.brief(since.y)) there)"
  }
}
