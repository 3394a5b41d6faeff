import VizTensor

/// The chain rule as lectures work it: a line for each number between the output and the one that
/// is explained, with the derivative in it as the sum, over all that takes it, of what was computed
/// in a line above times a local derivative.
///
/// Where there are few numbers, all have a line; of many, those on the strongest paths, and what
/// comes to them from others is one term.
public struct ChainRule: Sendable {
  /// What one consumer adds.
  public struct Term: Sendable, Equatable {
    /// The number that was computed from the line's.
    public var consumer: GradientExplanation.Element
    /// The derivative of the output in that.
    public var upstream: Double
    /// The line in which that was computed; nil where it is none of these.
    public var line: Int?
    /// The derivative of that number in the line's.
    public var local: Double
  }

  /// The derivative of the output in one number.
  public struct Line: Sendable, Equatable {
    /// The number.
    public var element: GradientExplanation.Element
    /// What the output weighs it with, where it is one; nil for others.
    public var seed: Double?
    /// What is worked.
    public var terms: [Term]
    /// How many terms there are besides, and what they add.
    public var others: (count: Int, sum: Double)
    /// What all adds up to.
    public var value: Double
    /// How many numbers between this line and the one above have none.
    public var skipped: Int

    /// Lines are equal where all that they say is.
    public static func == (a: Line, b: Line) -> Bool {
      a.element == b.element && a.seed == b.seed && a.terms == b.terms && a.others == b.others
        && a.value == b.value && a.skipped == b.skipped
    }
  }

  /// From the output on.
  public let lines: [Line]

  init(
    _ graph: ElementGraph, _ sums: PathSums, _ strongest: [StrongestPaths.Path], from node: Int,
    _ element: Int
  ) {
    let chosen = Self.chosen(graph, sums, strongest, from: node, element)
    var lineOf: [Int: Int] = [:]
    var lines: [Line] = []
    for spot in chosen.spots {
      let position = graph.position(spot.node, spot.element)
      var collector = StepCollector()
      for index in graph.leaving[spot.node] {
        let arc = graph.arcs[Int(index)]
        collector.consumer = arc.consumer
        arc.map.visit(from: spot.element, &collector)
      }
      let steps = collector.steps.filter {
        sums.isReaching[graph.position($0.consumer, $0.element)]
      }
      var line = Line(
        element: graph.element(spot.node, spot.element),
        seed: graph.seeds[spot.node]?.elements[spot.element].nonzero, terms: [], others: (0, 0),
        value: sums.sum[position], skipped: spot.skipped)
      let known = steps.filter { lineOf[graph.position($0.consumer, $0.element)] != nil }
      for step in steps {
        let behind = graph.position(step.consumer, step.element)
        let hasRoom = known.count <= Self.mostTerms || line.terms.count < Self.mostTerms
        let isWorked = steps.count <= Self.fewTerms || (lineOf[behind] != nil && hasRoom)
        guard isWorked else {
          line.others.count += 1
          line.others.sum += step.factor * sums.sum[behind]
          continue
        }
        line.terms.append(
          Term(
            consumer: graph.element(step.consumer, step.element), upstream: sums.sum[behind],
            line: lineOf[behind], local: step.factor))
      }
      lineOf[position] = lines.count
      lines.append(line)
    }
    self.lines = lines
  }

  private static let mostLines = 24
  private static let fewTerms = 4
  private static let mostTerms = 6

  private struct Spot {
    var node: Int
    var element: Int
    var skipped = 0
  }

  /// The numbers that have a line, from the output on.
  private static func chosen(
    _ graph: ElementGraph, _ sums: PathSums, _ strongest: [StrongestPaths.Path], from node: Int,
    _ element: Int
  ) -> (spots: [Spot], isWhole: Bool) {
    guard sums.isReaching[graph.position(node, element)] else { return ([], true) }
    if let all = all(graph, sums, from: node, element) { return (all, true) }
    var seen: Set<Int> = []
    var spots: [Spot] = []
    let rank = Dictionary(
      uniqueKeysWithValues: graph.order.enumerated().map { ($0.element, $0.offset) })
    for path in strongest where spots.isEmpty || spots.count + path.elements.count <= mostLines {
      for spot in path.elements where seen.insert(graph.position(spot.node, spot.element)).inserted
      {
        spots.append(Spot(node: spot.node, element: spot.element))
      }
    }
    spots.sort { (rank[$0.node] ?? 0, $0.element) > (rank[$1.node] ?? 0, $1.element) }
    guard spots.count > mostLines else { return (spots, false) }
    // Of a long path the beginning and the end.
    let half = mostLines / 2
    var end = Array(spots.suffix(half))
    end[0].skipped = spots.count - 2 * half
    return (spots.prefix(half) + end, false)
  }

  /// All numbers on the way from the one that is explained, the output first; nil for too many.
  private static func all(
    _ graph: ElementGraph, _ sums: PathSums, from node: Int, _ element: Int
  ) -> [Spot]? {
    var seen: Set<Int> = [graph.position(node, element)]
    var open: [(node: Int, element: Int)] = [(node, element)]
    var found = open
    while let spot = open.popLast() {
      for index in graph.leaving[spot.node] {
        let arc = graph.arcs[Int(index)]
        // A wide arc is not looked at: it leads to too many.
        guard arc.map.edgeCount <= 100_000 else { return nil }
        var collector = StepCollector()
        collector.consumer = arc.consumer
        arc.map.visit(from: spot.element, &collector)
        for step in collector.steps {
          let position = graph.position(step.consumer, step.element)
          guard sums.isReaching[position], seen.insert(position).inserted else { continue }
          found.append((step.consumer, step.element))
          open.append((step.consumer, step.element))
          guard found.count <= mostLines else { return nil }
        }
      }
    }
    let rank = Dictionary(
      uniqueKeysWithValues: graph.order.enumerated().map { ($0.element, $0.offset) })
    return found.map { Spot(node: $0.node, element: $0.element) }
      .sorted { (rank[$0.node] ?? 0, $0.element) > (rank[$1.node] ?? 0, $1.element) }
  }
}

extension Double {
  /// The number, unless it is 0.
  fileprivate var nonzero: Double? { self == 0 ? nil : self }
}
