import CVizKernels

// Products of floats and doubles by OpenBLAS, which is opened when the first of them is asked for; by plain
// loops where it is not there.

/// One row by a matrix of so many numbers or more is read once as it lies, where a product of matrices
/// brings the matrix into an order of its own first.
private let smallestMatrix = 1 << 16

extension Float {
  /// By OpenBLAS's `sgemm`, and `sgemv` of one row; by loops where it is not there.
  public static func multiply(
    m: Int, k: Int, n: Int, _ a: MatrixOperand<Float>, _ b: MatrixOperand<Float>,
    to c: UnsafeMutablePointer<Float>
  ) {
    guard m * k * n >= smallestCall, viz_has_blas(), let sizes = BLASSizes(m, k, n) else {
      return multiplyByLoops(m: m, k: k, n: n, a, b, to: c)
    }
    if m == 1, k * n >= smallestMatrix {
      c.update(repeating: 0, count: n)
      return viz_row_product_f(sizes.k, sizes.n, a.elements, b.elements, b.isTransposed, c)
    }
    viz_product_f(
      sizes.m, sizes.k, sizes.n, a.elements, a.isTransposed, b.elements, b.isTransposed, c)
  }
}

extension Double {
  /// By OpenBLAS's `dgemm`, and `dgemv` of one row; by loops where it is not there.
  public static func multiply(
    m: Int, k: Int, n: Int, _ a: MatrixOperand<Double>, _ b: MatrixOperand<Double>,
    to c: UnsafeMutablePointer<Double>
  ) {
    guard m * k * n >= smallestCall, viz_has_blas(), let sizes = BLASSizes(m, k, n) else {
      return multiplyByLoops(m: m, k: k, n: n, a, b, to: c)
    }
    if m == 1, k * n >= smallestMatrix {
      c.update(repeating: 0, count: n)
      return viz_row_product_d(sizes.k, sizes.n, a.elements, b.elements, b.isTransposed, c)
    }
    viz_product_d(
      sizes.m, sizes.k, sizes.n, a.elements, a.isTransposed, b.elements, b.isTransposed, c)
  }
}

/// Extents as BLAS takes them; nil where one does not fit.
private struct BLASSizes {
  let m, k, n: Int32

  init?(_ m: Int, _ k: Int, _ n: Int) {
    guard let m = Int32(exactly: m), let k = Int32(exactly: k), let n = Int32(exactly: n) else {
      return nil
    }
    (self.m, self.k, self.n) = (m, k, n)
  }
}
