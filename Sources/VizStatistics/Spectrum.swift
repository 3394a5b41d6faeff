import Foundation

/// Eigenvalues and singular values of small matrices.
public enum Spectrum {
  /// The eigenvalues of a symmetric matrix, the largest first.
  ///
  /// Cyclic Jacobi rotations (Golub and Van Loan, "Matrix Computations", 4th edition, 2013,
  /// section 8.5), which find also small eigenvalues to the rounding of the largest.
  ///
  /// - Parameter matrix: Its rows, all as long as there are rows; what stands below the diagonal is
  ///   not looked at.
  /// - Returns: As many eigenvalues as rows; NaN where an element is not finite.
  /// - Complexity: O(*n*³).
  public static func eigenvalues(ofSymmetric matrix: [[Double]]) -> [Double] {
    let count = matrix.count
    guard matrix.allSatisfy({ $0.count == count && $0.allSatisfy(\.isFinite) }) else {
      return [Double](repeating: .nan, count: count)
    }
    var a = matrix
    for row in 0..<count { for column in 0..<row { a[row][column] = a[column][row] } }
    let size = a.joined().reduce(0) { $0 + $1 * $1 }
    // Six sweeps or so do; each makes what is beside the diagonal quadratically smaller.
    for _ in 0..<60 {
      var beside = 0.0
      for p in 0..<count { for q in p + 1..<max(count, p + 1) { beside += a[p][q] * a[p][q] } }
      guard beside > 1e-32 * size else { break }
      for p in 0..<count {
        for q in p + 1..<max(count, p + 1) where a[p][q] != 0 { rotate(&a, p, q) }
      }
    }
    return a.indices.map { a[$0][$0] }.sorted(by: >)
  }

  /// Turns the plane of two axes so that the element between them becomes 0.
  private static func rotate(_ a: inout [[Double]], _ p: Int, _ q: Int) {
    let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
    let sign = theta >= 0 ? 1.0 : -1.0
    let tangent =
      abs(theta) > 1e150 ? 1 / (2 * theta) : sign / (abs(theta) + (theta * theta + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    for k in a.indices {
      let (x, y) = (a[k][p], a[k][q])
      a[k][p] = cosine * x - sine * y
      a[k][q] = sine * x + cosine * y
    }
    for k in a.indices {
      let (x, y) = (a[p][k], a[q][k])
      a[p][k] = cosine * x - sine * y
      a[q][k] = sine * x + cosine * y
    }
    (a[p][q], a[q][p]) = (0, 0)
  }

  /// How many directions the rows of a matrix fill: the exponential of the entropy of its singular
  /// values, as shares of their sum.
  ///
  /// Roy and Vetterli, "The Effective Rank: A Measure of Effective Dimensionality", 2007.
  ///
  /// - Parameters:
  ///   - rows: The rows, all of one length.
  ///   - isCentered: Whether the rows' mean is taken off first.
  /// - Returns: From 1 to the lesser of rows and columns; nil where nothing but zeros is left, or a
  ///   number is not finite.
  /// - Complexity: O(*m*²(*n* + *m*)), *m* the lesser of rows and columns, *n* the greater.
  public static func effectiveRank(of rows: [[Double]], isCentered: Bool = false) -> Double? {
    guard let width = rows.first?.count, width > 0, rows.allSatisfy({ $0.count == width }) else {
      return nil
    }
    var rows = rows
    if isCentered {
      let means = (0..<width).map { column in
        rows.reduce(0) { $0 + $1[column] / Double(rows.count) }
      }
      for row in rows.indices {
        for column in 0..<width { rows[row][column] -= means[column] }
      }
    }
    // Numbers so small that only rounding made them are none.
    let scale = rows.joined().map(abs).max() ?? 0
    guard scale > 0, scale.isFinite else { return nil }
    let vectors =
      rows.count <= width
      ? rows : (0..<width).map { column in rows.map { $0[column] } }
    let gram = vectors.map { a in
      vectors.map { b in
        zip(a, b).reduce(0) { $0 + ($1.0 / scale) * ($1.1 / scale) }
      }
    }
    let squares = eigenvalues(ofSymmetric: gram)
    guard let largest = squares.first, largest > 0 else { return nil }
    let values = squares.filter { $0 > 1e-14 * largest }.map { $0.squareRoot() }
    let sum = values.reduce(0, +)
    let entropy = values.reduce(0) { $0 - ($1 / sum) * log($1 / sum) }
    return exp(entropy)
  }
}
