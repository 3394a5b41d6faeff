import VizBase
import VizDiagnosis
import VizEvents
import VizTrace

/// Where two runs are first not the same.
struct Divergence: Sendable, Equatable {
  var step: Int
  var words: String

  /// Nil where all that both have is the same.
  init?(_ a: RunHistory, _ b: RunHistory) {
    let node = Self.firstNode(a.nodes, b.nodes)
    let metric = Self.firstMetric(a, b)
    switch (node, metric) {
    case (let node?, let metric?) where metric.step < node.step: self = metric
    case (let node?, _): self = node
    case (nil, let metric?): self = metric
    case (nil, nil): return nil
    }
  }

  private init(step: Int, words: String) {
    self.step = step
    self.words = words
  }

  private static func firstMetric(_ a: RunHistory, _ b: RunHistory) -> Divergence? {
    var first: Divergence?
    let others = Dictionary(b.metrics.map { ($0.name, $0) }, uniquingKeysWith: { one, _ in one })
    // How long a step took is never the same.
    for series in a.metrics where !RunLog.isOwn(series.name) {
      guard let other = others[series.name] else { continue }
      let place = zip(zip(series.steps, series.values), zip(other.steps, other.values)).first {
        $0.0.0 == $0.1.0 && $0.0.1.bitPattern != $0.1.1.bitPattern
          && !($0.0.1.isNaN && $0.1.1.isNaN)
      }
      guard let place, let step = Int(exactly: place.0.0), step < first?.step ?? .max else {
        continue
      }
      first = Divergence(
        step: step,
        words: "\(series.name.escaped(limit: 60)): \(Replay.number(place.0.1)) and"
          + " \(Replay.number(place.1.1))")
    }
    return first
  }

  /// The first node, in the order of computation, at the first step.
  private static func firstNode(_ a: NodeTracks, _ b: NodeTracks) -> Divergence? {
    let places = Dictionary(
      b.steps.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let pairs = a.tracks.compactMap { track in b[track.node].map { (track, $0) } }
    for (place, step) in a.steps.enumerated() {
      guard let other = places[step] else { continue }
      for (mine, theirs) in pairs {
        for (kind, x, y) in [
          ("value", mine.value, theirs.value), ("gradient", mine.gradient, theirs.gradient),
        ] {
          guard let p = x.row(at: place)?.norm, let q = y.row(at: other)?.norm, p != q,
            !(p.isNaN && q.isNaN)
          else { continue }
          return Divergence(
            step: step,
            words: "the \(kind) of \(mine.node.escaped(limit: 60)): norm \(Replay.number(p)) and"
              + " \(Replay.number(q))")
        }
      }
    }
    return nil
  }
}
