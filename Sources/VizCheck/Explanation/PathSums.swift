import Foundation
import VizBase
import VizTensor
import VizTrace

/// Backpropagation over several semirings in one walk: for every element, of all paths from it to
/// the outputs, their number, the sum of their products and of the magnitudes of these, by length,
/// the greatest magnitude, and the entropy.
///
/// Du, Torroba Hennigen, Stoehr, Warstadt and Cotterell, "Generalizing Backpropagation for
/// Gradient-Based Interpretability", 2023 (arXiv 2307.03056).
struct PathSums: EdgeVisitor {
  /// The sum of the products: the gradient.
  private(set) var sum: [Double]
  /// The sum of their magnitudes.
  private(set) var absolute: [Double]
  /// The sum of m log(m) over their magnitudes m: the second half of the entropy semiring.
  private var logarithmic: [Double]
  /// The greatest magnitude.
  private(set) var greatest: [PathMagnitude]
  /// Whether an output depends on the element.
  private(set) var isReaching: [Bool]

  /// The paths of one length.
  struct Length {
    var paths = Natural.zero
    var sum = 0.0
    var absolute = 0.0
  }

  /// Whether paths are told apart by their lengths; not where that would be too much.
  let hasLengths: Bool
  /// For each node the fewest edges to an output, and how many lengths there may be.
  private var least: [Int]
  private var widths: [Int]
  /// For each element and length; see ``length(_:_:)``.
  private var lengths: [Length]
  private var lengthOffsets: [Int]

  // What is visited.
  private var outputOffset = 0
  private var inputOffset = 0
  private var lengthsOut = (offset: 0, width: 1)
  private var lengthsIn = (offset: 0, width: 1)
  private var shift = 0

  init(_ graph: ElementGraph) {
    let count = graph.elementCount
    sum = Array(repeating: 0, count: count)
    absolute = sum
    logarithmic = sum
    greatest = Array(repeating: .zero, count: count)
    isReaching = Array(repeating: false, count: count)
    var (least, widths) = Self.lengths(graph)
    var (cells, work) = (0.0, 0.0)
    for index in graph.order {
      cells += Double(graph.shapes[index]?.elementCount ?? 0) * Double(widths[index])
    }
    for arc in graph.arcs { work += Double(arc.map.edgeCount) * Double(widths[arc.consumer]) }
    hasLengths = cells <= Self.mostCells && work <= Self.mostWork
    if !hasLengths {
      for index in graph.order { (least[index], widths[index]) = (0, min(1, widths[index])) }
    }
    (self.least, self.widths) = (least, widths)
    lengthOffsets = Array(repeating: 0, count: graph.graph.nodes.count)
    var total = 0
    for index in graph.order {
      lengthOffsets[index] = total
      total += (graph.shapes[index]?.elementCount ?? 0) * widths[index]
    }
    lengths = Array(repeating: Length(), count: total)
    walk(graph)
  }

  /// So many numbers by length, and additions to them, are bearable.
  private static let mostCells = 4e6
  private static let mostWork = 1e8

  private mutating func walk(_ graph: ElementGraph) {
    for (output, seed) in graph.seeds { start(graph, output, seed.elements) }
    // Arcs stand by consumer, the last first: what an element has is whole before it is passed on.
    for (number, arc) in graph.arcs.enumerated() {
      outputOffset = graph.offsets[arc.consumer]
      inputOffset = graph.offsets[arc.input]
      lengthsOut = (lengthOffsets[arc.consumer], widths[arc.consumer])
      lengthsIn = (lengthOffsets[arc.input], widths[arc.input])
      shift = hasLengths ? least[arc.consumer] + 1 - least[arc.input] : 0
      arc.map.visit(&self)
      let isLast = number + 1 == graph.arcs.count || graph.arcs[number + 1].consumer != arc.consumer
      if isLast { letGo(of: lengthsOut, elements: graph.shapes[arc.consumer]?.elementCount ?? 0) }
    }
  }

  /// Numbers of paths have as many digits as the graph is deep: those that have been passed on are
  /// not kept, or a graph of a million nodes would fill the memory.
  private mutating func letGo(of cells: (offset: Int, width: Int), elements: Int) {
    for cell in cells.offset..<cells.offset + elements * cells.width {
      lengths[cell].paths = .zero
    }
  }

  private mutating func start(_ graph: ElementGraph, _ output: Int, _ seed: [Double]) {
    // What does not count is no end of a path.
    for (element, weight) in seed.enumerated() where weight != 0 {
      let index = graph.position(output, element)
      isReaching[index] = true
      sum[index] += weight
      absolute[index] += weight.magnitude
      logarithmic[index] += Self.logarithmic(weight.magnitude)
      greatest[index] = PathMagnitude(weight)
      // The path of no edge is the shortest.
      let cell = lengthOffsets[output] + element * widths[output]
      lengths[cell].paths += .one
      lengths[cell].sum += weight
      lengths[cell].absolute += weight.magnitude
    }
  }

  mutating func edge(_ output: Int, _ input: Int, _ factor: Double) {
    let (from, to) = (outputOffset + output, inputOffset + input)
    guard isReaching[from] else { return }
    isReaching[to] = true
    let magnitude = factor.magnitude
    sum[to] += factor * sum[from]
    absolute[to] += magnitude * absolute[from]
    logarithmic[to] +=
      magnitude * logarithmic[from] + Self.logarithmic(magnitude) * absolute[from]
    let strength = greatest[from] * factor
    if greatest[to] < strength { greatest[to] = strength }
    let cellsFrom = lengthsOut.offset + output * lengthsOut.width
    let cellsTo = lengthsIn.offset + input * lengthsIn.width + shift
    for column in 0..<lengthsOut.width where !lengths[cellsFrom + column].paths.isZero {
      let paths = lengths[cellsFrom + column]
      lengths[cellsTo + column].paths += paths.paths
      lengths[cellsTo + column].sum += factor * paths.sum
      lengths[cellsTo + column].absolute += magnitude * paths.absolute
    }
  }

  private static func logarithmic(_ magnitude: Double) -> Double {
    magnitude == 0 ? 0 : magnitude * log(magnitude)
  }

  /// The paths from an element of the explained node, by the number of their edges; of nodes on the
  /// way none are left.
  func lengths(of node: Int, _ element: Int) -> [(edges: Int, paths: Length)] {
    (0..<widths[node]).compactMap { column in
      let found = lengths[lengthOffsets[node] + element * widths[node] + column]
      return found.paths.isZero ? nil : (least[node] + column, found)
    }
  }

  /// The number of all paths from an element of the explained node.
  func paths(of node: Int, _ element: Int) -> Natural {
    lengths(of: node, element).reduce(into: Natural.zero) { $0 += $1.paths.paths }
  }

  /// The entropy, in bits, of the distribution that gives each path a share by its magnitude; 0
  /// where all of the gradient flows through one path, NaN where a derivative is not finite.
  func entropy(of position: Int) -> Double {
    let total = absolute[position]
    guard total != 0 else { return 0 }
    return max(0, log(total) - logarithmic[position] / total) / log(2)
  }

  /// For each node the fewest edges on the way to an output, and how many lengths there may be.
  private static func lengths(_ graph: ElementGraph) -> (least: [Int], widths: [Int]) {
    var least = [Int](repeating: .max, count: graph.graph.nodes.count)
    var most = [Int](repeating: -1, count: graph.graph.nodes.count)
    for output in graph.seeds.keys { (least[output], most[output]) = (0, 0) }
    for arc in graph.arcs where most[arc.consumer] >= 0 {
      least[arc.input] = min(least[arc.input], least[arc.consumer] + 1)
      most[arc.input] = max(most[arc.input], most[arc.consumer] + 1)
    }
    var widths = [Int](repeating: 0, count: least.count)
    for index in graph.order where most[index] >= 0 {
      widths[index] = most[index] - least[index] + 1
    }
    return (least.map { $0 == .max ? 0 : $0 }, widths)
  }
}
