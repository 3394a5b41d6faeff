#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Which of a training's steps a page shows.
enum StepChoice {
  /// How many a page shows, if they fit.
  static let count = 40

  /// The first and the last of the captured steps, those that are notable, and between them steps
  /// that lie the closer the earlier they are, as a training changes most at its beginning.
  ///
  /// - Parameters:
  ///   - captured: The steps to choose from, in any order.
  ///   - count: How many are chosen at most; at least the first and the last are.
  ///   - notable: Steps that somebody points at. Of one that was not captured, the nearest is taken;
  ///     of too many, the first ones.
  /// - Returns: The chosen steps in ascending order.
  static func steps(of captured: [Int], count: Int = count, notable: [Int] = []) -> [Int] {
    let steps = Set(captured).sorted()
    guard steps.count > max(count, 2), let first = steps.first, let last = steps.last else {
      return steps
    }
    var chosen: Set = [first, last]
    for step in notable where chosen.count < count { chosen.insert(nearest(to: step, in: steps)) }
    // Early on, several of the points below fall on one step, so ask for more until it is enough.
    var wanted = count - chosen.count
    while chosen.count < count {
      var more = chosen
      let span = log1p(Double(last) - Double(first))
      for number in 1..<(wanted + 1) {
        let distance = expm1(span * Double(number) / Double(wanted + 1))
        more.insert(nearest(to: Double(first) + distance, in: steps))
      }
      guard more.count <= count else { return fill(chosen, with: more, upTo: count) }
      (chosen, wanted) = (more, wanted + max(1, count - more.count))
    }
    return chosen.sorted()
  }

  /// Those of `more` that lie farthest from the others, one after another.
  private static func fill(_ chosen: Set<Int>, with more: Set<Int>, upTo count: Int) -> [Int] {
    let open = more.subtracting(chosen).sorted()
    let wanted = count - chosen.count
    guard wanted > 0, !open.isEmpty else { return chosen.sorted() }
    let picks = (0..<wanted).map { open[$0 * open.count / wanted] }
    return chosen.union(picks).sorted()
  }

  private static func nearest(to step: Int, in steps: [Int]) -> Int {
    nearest(to: Double(step), in: steps)
  }

  private static func nearest(to step: Double, in steps: [Int]) -> Int {
    var (low, high) = (0, steps.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if Double(steps[middle]) < step { low = middle + 1 } else { high = middle }
    }
    let before = steps[max(low - 1, 0)]
    return abs(Double(before) - step) <= abs(Double(steps[low]) - step) ? before : steps[low]
  }
}
