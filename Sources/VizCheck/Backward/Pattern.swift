import VizTensor
import VizTrace

/// How plainly a fault of some nodes explains what is wrong.
struct Pattern {
  enum Strength: Int, Comparable {
    /// It can explain it, as anything could.
    case none
    /// One number, by which a rule in one of its arguments would be scaled, is a round one.
    case roundInPart
    /// One number, by which the whole rule would be scaled, is a round one.
    case round
    /// More than one number shows the rule scaled in one of its arguments.
    case scaledInPart
    /// More than one number shows the whole rule scaled by one factor.
    case whole
    /// More than one number shows the whole rule scaled by a round factor, or transposed.
    case wholeAndRound

    static func < (a: Strength, b: Strength) -> Bool { a.rawValue < b.rawValue }
  }

  private(set) var strength = Strength.none

  /// A disagreement, and what the nodes under suspicion contribute where it is.
  private struct Term {
    var residual: [Double]
    var sent: [Double]
    var transposed: [Double]?
    var scale: Double
    var tolerance: Double
  }

  init(_ suspects: Set<Int>, _ flow: GradientFlow, _ senders: Senders, _ wrong: Set<Int>) {
    // In the order of the graph, so that sums are the same in every run.
    let parts = senders.parts(from: suspects).sorted { $0.key < $1.key }
    let all = parts.compactMap { Self.term(at: $0.key, $0.value, flow) }
    if let found = Self.fit(all) {
      strength =
        found.isOverdetermined
        ? found.isRound ? .wholeAndRound : .whole : found.isRound ? .round : .none
    }
    if strength == .none {
      let part = parts.filter { wrong.contains($0.key) }
        .compactMap { Self.term(at: $0.key, $0.value, flow) }
      if let found = Self.fit(part) {
        strength = found.isOverdetermined ? .scaledInPart : found.isRound ? .roundInPart : .none
      }
    }
  }

  private static func term(
    at index: Int, _ sent: Tensor<Double>, _ flow: GradientFlow
  ) -> Term? {
    guard let residual = flow.residuals[index], flow.scales[index] > 0,
      residual.shape == sent.shape
    else { return nil }
    let sent = sent.map(\.finite)
    let transposed = residual.shape.rank == 2 ? try? sent.transposed().elements : nil
    return Term(
      residual: residual.elements, sent: sent.elements, transposed: transposed,
      scale: flow.scales[index],
      tolerance: 4 * flow.replay.tolerance(at: index).relative)
  }

  /// The one factor that scales what was sent into what arrived, if there is one, or a
  /// transposition that does; nil where neither fits.
  private static func fit(_ terms: [Term]) -> (isOverdetermined: Bool, isRound: Bool)? {
    var (products, squares, count) = (0.0, 0.0, 0)
    for term in terms {
      for (r, sent) in zip(term.residual, term.sent) {
        products += r / term.scale * (sent / term.scale)
        squares += sent / term.scale * (sent / term.scale)
        if sent.magnitude > 1e-6 * term.scale { count += 1 }
      }
    }
    guard squares > 0 else { return nil }
    let excess = products / squares
    let isScaled = terms.allSatisfy { term in
      zip(term.residual, term.sent).allSatisfy { r, sent in
        (r - excess * sent).magnitude <= term.tolerance * term.scale
      }
    }
    if isScaled {
      let error = terms.map { $0.tolerance }.max() ?? 0
      // A factor that cannot be told from 1 explains nothing.
      guard excess.magnitude * squares.squareRoot() > error else { return nil }
      return (count > 1, isRound(1 + excess, within: error / squares.squareRoot()))
    }
    let isTransposed = terms.allSatisfy { term in
      let turned = term.transposed ?? term.sent
      return zip(zip(term.residual, term.sent), turned).allSatisfy { pair, turned in
        (pair.0 + pair.1 - turned).magnitude <= term.tolerance * term.scale
      }
    }
    return isTransposed ? (true, true) : nil
  }

  /// Whether a factor is one that mistakes have: a small fraction, or a whole number of tenths.
  private static func isRound(_ factor: Double, within error: Double) -> Bool {
    guard factor.magnitude <= 20 else { return false }
    return [1.0, 2, 3, 4, 10].contains { denominator in
      let multiple = factor * denominator
      return (multiple - multiple.rounded()).magnitude <= denominator * error
    }
  }
}
