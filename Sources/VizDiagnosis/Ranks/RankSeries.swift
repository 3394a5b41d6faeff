import Foundation
import VizStatistics
import VizTrace

/// One quantity of every process at the steps that all of them have.
struct RankSeries {
  let steps: [Int]
  /// By process, a value a step.
  var values: [[Double]]

  /// The steps that all have, with the row of each in every process's own.
  static func common(_ steps: [[Int]]) -> [(step: Int, rows: [Int])] {
    guard let first = steps.first else { return [] }
    let rowsByStep = steps.map { Dictionary(zip($0, $0.indices), uniquingKeysWith: { $1 }) }
    var seen: Set<Int> = []
    return first.compactMap { step in
      let rows = rowsByStep.compactMap { $0[step] }
      return rows.count == steps.count && seen.insert(step).inserted ? (step, rows) : nil
    }
  }

  /// Where one process leaves the course that all have had.
  struct Departure {
    var rank: Int
    var index: Int
    /// Its value, and the median of the others.
    var own, others: Double
  }

  /// So many steps tell what is usual before one can leave it, and so many that it did not come back.
  static let leastBefore = 6
  static let leastAfter = 4
  /// What is beyond so many deviations of the steps before is no noise.
  static let deviations = 8.0

  /// The first departure by more than the noise of the steps before it, and by more than `floor` of
  /// them: of the process that changed the most.
  ///
  /// - Parameters:
  ///   - isLasting: Whether it has to stay away, as a loss has, whose noise is not always the same.
  ///   - floor: How far is far, by the mean of the values before.
  /// - Complexity: O(*n*) in the number of steps.
  func departure(isLasting: Bool, floor: (Double) -> Double) -> Departure? {
    let count = values.count
    guard count > 1 else { return nil }
    var first: Departure?
    // Of two, one is as far from the other as the other from it.
    for rank in count == 2 ? 1..<2 : 0..<count {
      let others = steps.indices.map { index in
        values.indices.filter { $0 != rank }.map { values[$0][index] }.median ?? .nan
      }
      let apart = zip(values[rank], others).map { $0 - $1 }
      guard let index = Self.leap(apart, usual: others, isLasting: isLasting, floor: floor) else {
        continue
      }
      // Of three, one that leaves moves what each of the others is compared with, by half as much.
      if let first {
        let far = abs(first.own - first.others)
        guard index < first.index || index == first.index && abs(apart[index]) > far else {
          continue
        }
      }
      let odd = count == 2 && changed(0, at: index) > changed(1, at: index) ? 0 : rank
      first = Departure(
        rank: odd, index: index, own: values[odd][index],
        others: odd == rank ? others[index] : values[rank][index])
    }
    return first
  }

  /// How far a process's own values lie from those before.
  private func changed(_ rank: Int, at index: Int) -> Double {
    let after = values[rank][index..<Swift.min(index + Self.leastAfter, steps.count)]
    guard let now = Array(after).median, let before = Array(values[rank][..<index]).median else {
      return 0
    }
    return abs(now - before)
  }

  private static func leap(
    _ apart: [Double], usual: [Double], isLasting: Bool, floor: (Double) -> Double
  ) -> Int? {
    var (seen, mean, squares, level) = (0.0, 0.0, 0.0, 0.0)
    for index in apart.indices {
      let rest = apart[index...]
      if index >= leastBefore, !isLasting || rest.count >= leastAfter {
        let limit = Swift.max(deviations * (squares / seen).squareRoot(), floor(level))
        let sign = apart[index] > mean ? 1.0 : -1.0
        let isFar = { (value: Double) in sign * (value - mean) > limit }
        if isFar(apart[index]) {
          let stays = rest.prefix(leastAfter).allSatisfy(isFar)
          if !isLasting || stays && Array(rest).median.map(isFar) ?? false { return index }
        }
      }
      // Welford's mean and variance of what lies before.
      seen += 1
      level += (abs(usual[index]) - level) / seen
      let old = apart[index] - mean
      mean += old / seen
      squares += old * (apart[index] - mean)
    }
    return nil
  }
}
