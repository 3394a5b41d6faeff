extension Spectrum {
  /// The largest eigenvalue of a symmetric matrix that is known by its products alone.
  public struct Largest: Sendable, Equatable {
    /// The eigenvalue, the largest with its sign.
    public var value: Double
    /// Its vector, of length 1.
    public var vector: [Double]
    /// How many products it took.
    public var products: Int
    /// The length of what is left of the product with ``vector`` without ``value`` times that; an
    /// eigenvalue lies as near to ``value``.
    public var residual: Double
  }

  /// The largest eigenvalue of a symmetric matrix, from its products with vectors.
  ///
  /// Lanczos' method with full reorthogonalisation (Golub and Van Loan, "Matrix Computations", 4th
  /// edition, 2013, section 10.3): the value is the largest of the matrix's restriction to the space
  /// of the products so far, so that it is never above the eigenvalue but for rounding.
  ///
  /// - Parameters:
  ///   - start: Where the search begins: any vector that is not orthogonal to the eigenvector.
  ///   - tolerance: The residual, beside the magnitude of the value, that is small enough.
  ///   - limit: How many products are taken at most.
  ///   - product: The product of the matrix with a vector of length 1.
  /// - Returns: Nil where the start is 0, or a product is not finite.
  public static func largestEigenvalue(
    from start: [Double], tolerance: Double = 1e-3, products limit: Int = 20,
    _ product: ([Double]) throws -> [Double]
  ) rethrows -> Largest? {
    guard let first = unit(start) else { return nil }
    var basis = [first]
    var (diagonal, beside) = ([Double](), [Double]())
    while true {
      let image = try product(basis[basis.count - 1])
      guard image.count == start.count, image.allSatisfy(\.isFinite) else { return nil }
      diagonal.append(dot(image, basis[basis.count - 1]))
      var rest = image
      // Twice: once leaves what rounding brings back.
      for _ in 0..<2 {
        for vector in basis { subtract(dot(rest, vector), vector, from: &rest) }
      }
      let length = dot(rest, rest).squareRoot()
      let (value, weights) = largest(diagonal: diagonal, beside: beside)
      let residual = length * (weights.last?.magnitude ?? 0)
      let isWhole = length <= 1e-13 * magnitude(diagonal, beside)
      if residual <= tolerance * value.magnitude || isWhole || basis.count >= limit
        || basis.count == start.count
      {
        var vector = [Double](repeating: 0, count: start.count)
        for (weight, direction) in zip(weights, basis) {
          subtract(-weight, direction, from: &vector)
        }
        return Largest(
          value: value, vector: unit(vector) ?? vector, products: basis.count, residual: residual)
      }
      beside.append(length)
      basis.append(rest.map { $0 / length })
    }
  }

  /// The largest eigenvalue of a symmetric tridiagonal matrix, and its vector of length 1.
  static func largest(diagonal: [Double], beside: [Double]) -> (value: Double, vector: [Double]) {
    let size = magnitude(diagonal, beside)
    guard size > 0 else { return (0, diagonal.indices.map { $0 == 0 ? 1 : 0 }) }
    // Above the eigenvalue all pivots of xI − T are positive, below it one is not.
    func pivots(_ x: Double) -> [Double]? {
      var pivots: [Double] = []
      for (index, element) in diagonal.enumerated() {
        let last = index > 0 ? beside[index - 1] * beside[index - 1] / pivots[index - 1] : 0
        let pivot = x - element - last
        guard pivot > 0 else { return nil }
        pivots.append(pivot)
      }
      return pivots
    }
    var (low, high) = (diagonal.max() ?? 0, 2 * size)
    while true {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high, high - low > 1e-15 * size else { break }
      if pivots(middle) == nil { low = middle } else { high = middle }
    }
    // Inverse iteration a little above it, where the elimination needs no exchange of rows.
    let shift = high + 1e-14 * size
    guard let pivots = pivots(shift) else { return (high, diagonal.map { _ in 0 }) }
    var vector = diagonal.map { _ in 1.0 }
    for _ in 0..<3 {
      for index in vector.indices.dropFirst() {
        vector[index] += beside[index - 1] / pivots[index - 1] * vector[index - 1]
      }
      for index in vector.indices.reversed() {
        let next = index + 1 < vector.count ? beside[index] * vector[index + 1] : 0
        vector[index] = (vector[index] + next) / pivots[index]
      }
      vector = unit(vector) ?? vector
    }
    return (low + (high - low) / 2, vector)
  }

  /// A bound on the magnitudes of a tridiagonal matrix's eigenvalues.
  private static func magnitude(_ diagonal: [Double], _ beside: [Double]) -> Double {
    (diagonal.map(\.magnitude).max() ?? 0) + 2 * (beside.max() ?? 0)
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }

  private static func subtract(_ factor: Double, _ a: [Double], from b: inout [Double]) {
    for index in a.indices { b[index] -= factor * a[index] }
  }

  /// The vector at length 1; nil where it has none.
  private static func unit(_ vector: [Double]) -> [Double]? {
    let scale = vector.map(\.magnitude).max() ?? 0
    guard scale > 0, scale.isFinite else { return nil }
    let scaled = vector.map { $0 / scale }
    let length = dot(scaled, scaled).squareRoot()
    return scaled.map { $0 / length }
  }
}
