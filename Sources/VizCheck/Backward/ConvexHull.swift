/// All means of some points.
struct ConvexHull {
  private let points: [[Double]]

  init(_ points: [[Double]]) { self.points = points }

  /// The point of the hull that is nearest to a given one, but for what some hundred steps leave: each
  /// takes weight from the point that lies furthest behind and gives it to the one furthest ahead
  /// (Lacoste-Julien and Jaggi, "On the global linear convergence of Frank-Wolfe optimization
  /// variants", 2015).
  func nearest(to target: [Double]) -> [Double] {
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let distances = points.map { point in
      zip(point, target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    guard let start = distances.indices.min(by: { distances[$0] < distances[$1] }) else {
      return []
    }
    var weights = [Double](repeating: 0, count: points.count)
    weights[start] = 1
    var nearest = points[start]
    for _ in 0..<Self.steps {
      let way = zip(target, nearest).map { $0 - $1 }
      let along = points.map { product($0, way) }
      guard let ahead = along.indices.max(by: { along[$0] < along[$1] }),
        let behind = along.indices.filter({ weights[$0] > 0 }).min(by: { along[$0] < along[$1] }),
        along[ahead] > along[behind]
      else { break }
      let step = zip(points[ahead], points[behind]).map { $0 - $1 }
      let square = product(step, step)
      guard square > 0 else { break }
      let part = min(weights[behind], product(way, step) / square)
      weights[ahead] += part
      weights[behind] -= part
      nearest = zip(nearest, step).map { $0 + part * $1 }
    }
    return nearest
  }

  private static let steps = 400
}
