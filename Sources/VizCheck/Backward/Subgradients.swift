import VizAutodiff
import VizTensor
import VizTrace

/// Gradients that are not the table's and right all the same: at a kink, such as a maximum's where
/// several are greatest, engines choose differently.
///
/// A choice is right if no direction tells it from the slopes of the two sides: along every
/// direction, what the gradient says lies between them. One argument of a tie may get all of the
/// gradient, or each a share; the direction that moves all of them together has one slope, and so
/// their gradients one sum. Directions that could tell are found by going from the nearest
/// combination of gradients beside the point towards the file's (Frank and Wolfe, "An algorithm
/// for quadratic programming", 1956).
struct Subgradients {
  /// The nodes whose disagreement is such a choice.
  private(set) var excused: Set<Int> = []
  /// The nodes that have a kink there.
  private(set) var kinks: [Int] = []

  init(_ flow: GradientFlow) {
    for component in Self.components(flow) {
      guard let region = Region(above: component, flow),
        let stated = region.flattened(region.stated)
      else { continue }
      let search = DirectionSearch(region, stated: stated, disagreeing: component, flow)
      let isOpen = !component.contains { index in
        search.kinks.contains { Self.states($0, itsSlopeTo: index, flow) }
      }
      if search.isSubgradient, isOpen {
        excused.formUnion(component)
        kinks += search.kinks
      }
    }
    kinks = Array(Set(kinks)).sorted()
  }

  /// Whether a node's `local` says that it sent what its rule says: nothing is open then.
  private static func states(_ consumer: Int, itsSlopeTo index: Int, _ flow: GradientFlow) -> Bool {
    let replay = flow.replay
    let arguments = replay.index.inputs(of: consumer).enumerated()
      .filter { $0.element == index }.map(\.offset)
    guard let sent = flow.contributions[index][consumer]?.scalar, arguments.count == 1,
      let stated = replay.graph.contribution(
        of: Use(consumer: consumer, argument: arguments[0]), in: replay.index)?.numbers?.product
    else { return false }
    return (stated - sent).magnitude <= 1e-6 * max(sent.magnitude, stated.magnitude)
  }

  /// The nodes that disagree, those with a consumer in common together.
  private static func components(_ flow: GradientFlow) -> [[Int]] {
    let wrong = flow.disagreements
    var group: [Int: Int] = [:]
    var parent = Array(wrong.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parent[index] != index {
        parent[index] = parent[parent[index]]
        index = parent[index]
      }
      return index
    }
    var visited: [Int: Int] = [:]
    for (index, node) in wrong.enumerated() {
      var open = [node]
      while let node = open.popLast() {
        for consumer in flow.contributions[node].keys {
          if let other = visited[consumer] {
            parent[root(index)] = root(other)
            continue
          }
          visited[consumer] = index
          if flow.replay.gradients[consumer] == nil { open.append(consumer) }
        }
      }
    }
    var components: [[Int]] = []
    for (index, node) in wrong.enumerated() {
      let root = root(index)
      if let number = group[root] {
        components[number].append(node)
      } else {
        group[root] = components.count
        components.append([node])
      }
    }
    return components
  }
}

/// A search for a direction that tells a gradient from every subgradient.
private struct DirectionSearch {
  private let region: Region
  private let stated: [Double]
  private let table: [Double]
  private let step: Double
  /// How far each number may be off for rounding.
  private let tolerance: [Double]

  private(set) var isSubgradient = false
  /// The nodes that are not smooth where the file differs from the table.
  private(set) var kinks: [Int] = []

  init(_ region: Region, stated: [Double], disagreeing: [Int], _ flow: GradientFlow) {
    self.region = region
    let dtypes = region.nodes.map { flow.replay.nodes[$0].dtype }
    // The numbers beside the point must differ from it in the precision of the file.
    step = dtypes.contains { $0 != .float64 } ? 1e-5 : 1e-6
    var tolerances: [Double] = []
    for index in region.nodes {
      let limit = flow.replay.tolerance(at: index).relative * flow.scales[index]
      tolerances += Array(
        repeating: limit, count: flow.replay.values[index]?.elements.count ?? 0)
    }
    tolerance = tolerances
    let at = region.gradient(at: [:], step: 0).flatMap { region.flattened($0) }
    table = at ?? []
    // What is no finite number is judged elsewhere.
    self.stated = zip(stated, table).map { $0.isFinite && $1.isFinite ? $0 : $1.finite }
    guard table.count == stated.count, tolerance.count == stated.count else { return }
    isSubgradient = search()
    guard isSubgradient else { return }
    let apart = difference(self.stated, table.map(\.finite))
    let greatest = apart.reduce(0) { max($0, $1.magnitude) }
    guard greatest > 0 else { return }
    kinks = region.kinks(along: region.unflattened(apart.map { $0 / greatest }), step: step)
  }

  private func search() -> Bool { isBetweenSlopes() || isAmongNeighbours() }

  /// Whether what is stated is a mean of the gradients beside the point.
  ///
  /// Where one choice follows another, it can be one though the slopes of the two sides along some
  /// direction are both the same, or others.
  private func isAmongNeighbours() -> Bool {
    guard stated.count <= Self.neighbourLimit else { return false }
    var generator = SplitMix64(seed: 1)
    func random() -> [Double] { stated.map { _ in Double.random(in: -1...1, using: &generator) } }
    var atoms = neighbours(along: random()) + neighbours(along: random())
    // The numbers beside a point are its own but for the step.
    let slack = stated.indices.map { index in
      tolerance[index] + 10 * step * atoms.reduce(0) { max($0, $1[index].magnitude) }
    }
    func isApart(_ a: [Double], _ b: [Double]) -> Bool {
      a.indices.contains { (a[$0] - b[$0]).magnitude > slack[$0] }
    }
    guard let first = atoms.first, atoms.contains(where: { isApart($0, first) }) else {
      return false
    }
    // Equal numbers are told apart in their order, and the other way round.
    atoms += neighbours(along: stated.indices.map { Double($0 + 1) / Double(stated.count) })
    for _ in 0..<Self.neighbours { atoms += neighbours(along: random()) }
    return !isApart(ConvexHull(atoms).nearest(to: stated), stated)
  }

  /// The gradients a little along a direction, and against it.
  private func neighbours(along direction: [Double]) -> [[Double]] {
    let way = region.unflattened(direction)
    return [step, -step].compactMap { step in
      region.gradient(at: way, step: step).flatMap { region.flattened($0) }
    }
    .filter { $0.count == stated.count && $0.allSatisfy(\.isFinite) }
  }

  private static let neighbours = 48
  /// Of more elements, the gradients beside the point are too many.
  private static let neighbourLimit = 4_096

  private func isBetweenSlopes() -> Bool {
    var atoms = [table.map(\.finite)]
    // At a kink, the table's own choice is told from the file's by a slope that has two sides.
    let apart = difference(stated, atoms[0])
    guard let first = judge(apart), first.isPossible, first.hasKink else { return false }
    var generator = SplitMix64(seed: 0)
    for _ in 0..<4 {
      let direction = stated.map { _ in Double.random(in: -1...1, using: &generator) }
      if let atom = gradient(direction) { atoms.append(atom) }
    }
    // The direction that moves all that is tied together.
    let tied = stated.indices.map { index in
      atoms.contains { ($0[index] - atoms[0][index]).magnitude > tolerance[index] }
        || apart[index].magnitude > tolerance[index] ? 1.0 : 0
    }
    guard judge(tied)?.isPossible == true else { return false }
    var nearest = atoms[0]
    for atom in atoms.dropFirst() { nearest = approach(from: nearest, along: atom) }
    for _ in 0..<Self.rounds {
      let direction = difference(stated, nearest)
      guard direction.contains(where: { $0 != 0 }) else { return true }
      guard judge(direction)?.isPossible == true else { return false }
      guard let atom = gradient(direction) else { return true }
      let next = approach(from: nearest, along: atom)
      if next == nearest { return true }
      nearest = next
    }
    return true
  }

  private static let rounds = 24

  /// The numbers that disagree by more than rounding.
  private func difference(_ a: [Double], _ b: [Double]) -> [Double] {
    a.indices.map { (a[$0] - b[$0]).magnitude > tolerance[$0] ? a[$0] - b[$0] : 0 }
  }

  /// The point nearest to the stated gradient on the way to another one.
  private func approach(from point: [Double], along other: [Double]) -> [Double] {
    var (product, square) = (0.0, 0.0)
    for index in point.indices {
      let way = other[index] - point[index]
      product += (stated[index] - point[index]) * way
      square += way * way
    }
    guard square > 0 else { return point }
    let part = min(max(product / square, 0), 1)
    return zip(point, other).map { $0 + part * ($1 - $0) }
  }

  /// The gradient a little along a direction, or against it, whichever goes along with it further.
  private func gradient(_ direction: [Double]) -> [Double]? {
    let greatest = direction.reduce(0) { max($0, $1.magnitude) }
    guard greatest > 0 else { return nil }
    let unit = region.unflattened(direction.map { $0 / greatest })
    let both = [step, -step].compactMap { step in
      region.gradient(at: unit, step: step).flatMap { region.flattened($0) }
    }
    .filter { $0.allSatisfy(\.isFinite) }
    func along(_ gradient: [Double]) -> Double {
      zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return both.max { along($0) < along($1) }
  }

  /// Whether the stated gradient is possible along a direction, and whether there is a kink.
  private func judge(_ direction: [Double]) -> (isPossible: Bool, hasKink: Bool)? {
    let greatest = direction.reduce(0) { max($0, $1.magnitude) }
    guard greatest > 0 else { return (true, false) }
    let unit = direction.map { $0 / greatest }
    guard let slopes = region.slopes(along: region.unflattened(unit), step: step) else {
      return nil
    }
    var (product, slack) = (0.0, 1e-5 * slopes.terms)
    for index in unit.indices {
      product += unit[index] * stated[index]
      slack += unit[index].magnitude * tolerance[index]
    }
    let isPossible =
      product >= slopes.range.lowerBound - slack && product <= slopes.range.upperBound + slack
    return (isPossible, slopes.spread > slack)
  }
}

extension Region {
  /// The numbers of the moved nodes, one after the other; zeros for those that have none.
  func flattened(_ numbers: Values) -> [Double]? {
    var all: [Double] = []
    for index in nodes {
      guard let count = count(index) else { return nil }
      all += numbers[index]?.elements ?? Array(repeating: 0, count: count)
    }
    return all
  }

  /// The inverse of ``flattened(_:)``.
  func unflattened(_ numbers: [Double]) -> Values {
    var (values, start) = (Values(), 0)
    for index in nodes {
      guard let shape = shape(index) else { continue }
      let end = min(start + shape.elementCount, numbers.count)
      values[index] = try? Tensor(Array(numbers[start..<end]), shape: shape)
      start = end
    }
    return values
  }
}
