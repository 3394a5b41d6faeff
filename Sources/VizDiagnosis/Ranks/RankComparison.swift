import Foundation
import VizBase
import VizEvents
import VizStatistics
public import VizTrace

/// Since when the processes that train one network together do not have in common what they should:
/// parameters and averaged gradients always, losses and examples as far as chance allows.
public struct RankComparison: Sendable {
  /// What a series is, in the order in which one spoils another within a step.
  public enum Kind: Int, Sendable, CaseIterable {
    /// A number of one process's forward pass that is NaN or infinite, and not of the others'.
    case notFinite
    /// The examples that a process gets.
    case examples
    /// What a call gives.
    case value
    /// The loss.
    case loss
    /// The gradient of a parameter, as it is handed to the optimiser.
    case gradient
    /// A parameter.
    case parameter
  }

  /// The first step at which a series is not what it is in the other processes.
  public struct Parting: Sendable, Equatable {
    /// What kind of series it is.
    public var kind: Kind
    /// The node, or the name of the metric.
    public var series: String
    /// The step.
    public var step: Int
    /// The processes that do not have what most have; all of them where no value has most.
    public var ranks: [Int]
    /// What was compared: `norm`, `mean`, …
    public var measure: String
    /// It in each process.
    public var numbers: [Double]
    /// By how much of itself it differs at most, over all steps.
    public var difference: Double
  }

  /// The processes, in order.
  public let ranks: [Int]
  /// The first parting of every series that parts, the earliest first.
  public let partings: [Parting]
  /// Since when all processes get the same examples, at every step; nil where they do not.
  public let sameExamples: (node: Node.ID, step: Int)?
  /// The recorded steps that all processes have.
  public let steps: [Int]

  /// What differs by no more is rounding: a few times that of single precision.
  static let rounding = 1e-6
  /// Examples that are so many times as large are other ones.
  static let farExamples = 3.0

  /// Compares the processes of a run; nil where there is one alone.
  ///
  /// - Complexity: O(*n*) in the number of recorded numbers.
  public init?(_ history: RunHistory) {
    self.init(RunEvidence(history))
  }

  init?(_ evidence: RunEvidence) {
    let ranks = evidence.history.ranks
    guard ranks.count > 1 else { return nil }
    let common = RankSeries.common(ranks.map(\.nodes.steps))
    let data = Set((evidence.inputs.data + evidence.inputs.targets).map(\.node))
    // What is spread over the processes is not the same in any two.
    let isSharded = evidence.history.record?.configuration["sharded"] == .bool(true)
    var partings: [Parting] = []
    var equal: [Node.ID] = []
    var differing: [Node.ID] = []
    for track in evidence.history.nodes.tracks {
      let tracks = ranks.compactMap { $0.nodes[track.node] }
      guard tracks.count == ranks.count else { continue }
      let isData = data.contains(track.node)
      if track.isParameter {
        guard !isSharded else { continue }
        partings += [
          Self.parting(of: .parameter, tracks, \.value, common),
          Self.parting(of: .gradient, tracks, \.gradient, common),
        ].compactMap { $0 }
      } else if evidence.index[track.node].map({ evidence.nodes[$0].op != "constant" }) ?? true {
        partings += [
          Self.breaking(tracks, common),
          Self.departure(of: isData ? .examples : .value, tracks, common),
        ].compactMap { $0 }
        if isData {
          if Self.parting(of: .examples, tracks, \.value, common) == nil {
            equal.append(track.node)
          } else {
            differing.append(track.node)
          }
        }
      }
    }
    partings += [Self.losses(ranks)].compactMap { $0 }
    self.ranks = ranks.map(\.rank)
    // Parameters break after the step that broke them; of one step, what lies earlier in it.
    let order = partings.indices.sorted {
      (partings[$0].step, partings[$0].kind.rawValue, $0)
        < (partings[$1].step, partings[$1].kind.rawValue, $1)
    }
    self.partings = order.map { index in
      var parting = partings[index]
      parting.ranks = parting.ranks.map { ranks[$0].rank }
      return parting
    }
    steps = common.map(\.step)
    let isSame = differing.isEmpty && common.count >= 5 && !isSharded
    sameExamples =
      isSame ? equal.first.flatMap { node in common.first.map { (node, $0.step) } } : nil
  }

  /// The first parting of a kind.
  public func first(_ kinds: Kind...) -> Parting? {
    partings.first { kinds.contains($0.kind) }
  }

  // MARK: - Numbers that should be equal

  private typealias Row = (step: Int, rows: [Int])

  private static func parting(
    of kind: Kind, _ tracks: [NodeTrack], _ part: KeyPath<NodeTrack, StatisticsColumns>,
    _ common: [Row]
  ) -> Parting? {
    let columns = tracks.map { $0[keyPath: part] }
    guard columns.allSatisfy({ !$0.isEmpty }) else { return nil }
    var found: Parting?
    for (step, rows) in common {
      let counts = zip(columns, rows).map { $0.count[$1] }
      // Parts of one matrix are of different processes by design where they differ in size.
      guard let count = counts.first, count > 0, counts.allSatisfy({ $0 == count }) else {
        continue
      }
      let measures = measures(columns, rows)
      let apart = measures.map { (name: $0.name, by: Self.spread($0.numbers, of: $0.scale)) }
      guard let worst = apart.max(by: { $0.by < $1.by }), worst.by > rounding else { continue }
      if found == nil {
        found = Parting(
          kind: kind, series: tracks[0].node, step: step, ranks: odd(measures), measure: worst.name,
          numbers: measures.first { $0.name == worst.name }?.numbers ?? [], difference: worst.by)
      }
      let most = found?.difference ?? 0
      found?.difference = max(most, worst.by)
    }
    return found
  }

  private struct Measure {
    var name: String
    /// In each process.
    var numbers: [Double]
    /// What a difference is compared with.
    var scale: Double
  }

  private static func measures(_ columns: [StatisticsColumns], _ rows: [Int]) -> [Measure] {
    func numbers(_ column: (StatisticsColumns) -> [Double]) -> [Double] {
      zip(columns, rows).map { column($0)[$1] }
    }
    let (low, high) = (numbers(\.min), numbers(\.max))
    let size = (low + high).filter(\.isFinite).map(abs).max() ?? 0
    let norms = numbers(\.norm)
    return [
      Measure(name: "norm", numbers: norms, scale: norms.filter(\.isFinite).max() ?? 0),
      Measure(name: "mean", numbers: numbers(\.mean), scale: size),
      Measure(name: "least element", numbers: low, scale: size),
      Measure(name: "greatest element", numbers: high, scale: size),
    ]
  }

  private static func spread(_ numbers: [Double], of scale: Double) -> Double {
    let finite = numbers.filter(\.isFinite)
    // Numbers that broke are no less numbers in one process than in another.
    guard finite.count == numbers.count, let low = finite.min(), let high = finite.max(),
      scale > 0
    else { return 0 }
    return (high - low) / scale
  }

  /// The processes that do not have what more than half have; all where there is no such value.
  private static func odd(_ measures: [Measure]) -> [Int] {
    let count = measures.first?.numbers.count ?? 0
    func agree(_ a: Int, _ b: Int) -> Bool {
      measures.allSatisfy { abs($0.numbers[a] - $0.numbers[b]) <= rounding * $0.scale }
    }
    for rank in 0..<count {
      let same = (0..<count).filter { agree(rank, $0) }
      if 2 * same.count > count { return (0..<count).filter { !same.contains($0) } }
    }
    return Array(0..<count)
  }

  // MARK: - Numbers that should be alike

  /// Since when one process's values are of another size than the others'.
  private static func departure(
    of kind: Kind, _ tracks: [NodeTrack], _ common: [Row]
  ) -> Parting? {
    let columns = tracks.map(\.value)
    guard columns.allSatisfy({ !$0.isEmpty }) else { return nil }
    let known = common.filter { row in
      zip(columns, row.rows).allSatisfy { $0.count[$1] > 0 && $0.norm[$1].isFinite }
    }
    let sizes = zip(columns, columns.indices).map { column, rank in
      known.map { max(column.rms($0.rows[rank]), 1e-300) }
    }
    let series = RankSeries(steps: known.map(\.step), values: sizes.map { $0.map { log($0) } })
    let far = log(farExamples)
    func parting(_ departure: RankSeries.Departure) -> Parting {
      let numbers = sizes.map { $0[departure.index] }
      return Parting(
        kind: kind, series: tracks[0].node, step: series.steps[departure.index],
        ranks: [departure.rank], measure: "root mean square", numbers: numbers,
        difference: exp(abs(departure.own - departure.others)))
    }
    if kind == .examples, let always = series.always(apart: far) { return parting(always) }
    return series.departure(isLasting: kind != .examples) { _ in far }.map(parting)
  }

  /// Since when the forward pass of some processes alone has numbers that are none.
  private static func breaking(_ tracks: [NodeTrack], _ common: [Row]) -> Parting? {
    let columns = tracks.map(\.value)
    guard columns.allSatisfy({ !$0.isEmpty }) else { return nil }
    for (step, rows) in common {
      let broken = zip(columns, rows).map { Double($0.nan[$1] + $0.inf[$1]) }
      let ranks = broken.indices.filter { broken[$0] > 0 }
      guard !ranks.isEmpty else { continue }
      // All at once is no matter of one.
      guard ranks.count < tracks.count else { return nil }
      return Parting(
        kind: .notFinite, series: tracks[0].node, step: step, ranks: ranks,
        measure: "elements that are not finite", numbers: broken, difference: .infinity)
    }
    return nil
  }

  private static func losses(_ ranks: [RankHistory]) -> Parting? {
    let losses = ranks.compactMap(\.loss)
    guard losses.count == ranks.count, let name = losses.first?.name else { return nil }
    let common = RankSeries.common(
      losses.map { $0.steps.map { Int(exactly: $0.rounded()) ?? -1 } })
    func numbers(_ rows: [Int]) -> [Double] { zip(losses, rows).map { $0.values[$1] } }
    if let row = common.first(where: { !numbers($0.rows).allSatisfy(\.isFinite) }) {
      let broken = numbers(row.rows)
      let odd = broken.indices.filter { !broken[$0].isFinite }
      if odd.count < ranks.count {
        return Parting(
          kind: .notFinite, series: name, step: row.step, ranks: odd, measure: name,
          numbers: broken, difference: .infinity)
      }
    }
    let finite = common.filter { numbers($0.rows).allSatisfy(\.isFinite) }
    let series = RankSeries(
      steps: finite.map(\.step),
      values: losses.indices.map { rank in finite.map { losses[rank].values[$0.rows[rank]] } })
    return series.departure(isLasting: true) { 0.25 * $0 }.map { departure in
      let numbers = series.values.map { $0[departure.index] }
      return Parting(
        kind: .loss, series: name, step: series.steps[departure.index], ranks: [departure.rank],
        measure: name, numbers: numbers,
        difference: abs(departure.own - departure.others)
          / max(abs(departure.own), abs(departure.others), .leastNormalMagnitude))
    }
  }
}

extension RankSeries {
  /// A process whose values were never like those of the others: at nine of ten steps by more than
  /// half of what is far, and by that in the median.
  fileprivate func always(apart far: Double) -> Departure? {
    guard values.count > 1, steps.count >= Self.leastBefore else { return nil }
    for rank in values.indices {
      let others = steps.indices.map { index in
        values.indices.filter { $0 != rank }.map { values[$0][index] }.median ?? .nan
      }
      let apart = zip(values[rank], others).map { $0 - $1 }
      guard let median = apart.median, abs(median) > far else { continue }
      let sign = median > 0 ? 1.0 : -1.0
      let same = apart.count { sign * $0 > far / 2 }
      // Of two, the one whose values are larger is named.
      guard 10 * same >= 9 * apart.count, values.count > 2 || median > 0 else { continue }
      return Departure(rank: rank, index: 0, own: values[rank][0], others: others[0])
    }
    return nil
  }
}
