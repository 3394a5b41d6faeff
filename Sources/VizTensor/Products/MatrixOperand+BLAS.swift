// Products of floats and doubles by OpenBLAS. Without the package's trait `SystemMath` the plain loops do
// them, and what is built needs no library of the system's.
#if SystemMath
  import COpenBLAS

  /// One row by a matrix of so many numbers or more is read once as it lies, where a product of matrices
  /// brings the matrix into an order of its own first.
  private let smallestMatrix = 1 << 16

  extension Float {
    /// By `cblas_sgemm`, and `cblas_sgemv` of one row.
    public static func multiply(
      m: Int, k: Int, n: Int, _ a: MatrixOperand<Float>, _ b: MatrixOperand<Float>,
      to c: UnsafeMutablePointer<Float>
    ) {
      guard m * k * n >= smallestCall, let sizes = BLASSizes(m, k, n) else {
        return multiplyByLoops(m: m, k: k, n: n, a, b, to: c)
      }
      if m == 1, k * n >= smallestMatrix {
        c.update(repeating: 0, count: n)
        return cblas_sgemv(
          CblasRowMajor, b.isTransposed ? CblasNoTrans : CblasTrans,
          b.isTransposed ? sizes.n : sizes.k, b.isTransposed ? sizes.k : sizes.n, 1, b.elements,
          b.isTransposed ? sizes.k : sizes.n, a.elements, 1, 1, c, 1)
      }
      cblas_sgemm(
        CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
        b.isTransposed ? CblasTrans : CblasNoTrans, sizes.m, sizes.n, sizes.k, 1, a.elements,
        a.isTransposed ? sizes.m : sizes.k, b.elements, b.isTransposed ? sizes.k : sizes.n, 0, c,
        sizes.n)
    }
  }

  extension Double {
    /// By `cblas_dgemm`, and `cblas_dgemv` of one row.
    public static func multiply(
      m: Int, k: Int, n: Int, _ a: MatrixOperand<Double>, _ b: MatrixOperand<Double>,
      to c: UnsafeMutablePointer<Double>
    ) {
      guard m * k * n >= smallestCall, let sizes = BLASSizes(m, k, n) else {
        return multiplyByLoops(m: m, k: k, n: n, a, b, to: c)
      }
      if m == 1, k * n >= smallestMatrix {
        c.update(repeating: 0, count: n)
        return cblas_dgemv(
          CblasRowMajor, b.isTransposed ? CblasNoTrans : CblasTrans,
          b.isTransposed ? sizes.n : sizes.k, b.isTransposed ? sizes.k : sizes.n, 1, b.elements,
          b.isTransposed ? sizes.k : sizes.n, a.elements, 1, 1, c, 1)
      }
      cblas_dgemm(
        CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
        b.isTransposed ? CblasTrans : CblasNoTrans, sizes.m, sizes.n, sizes.k, 1, a.elements,
        a.isTransposed ? sizes.m : sizes.k, b.elements, b.isTransposed ? sizes.k : sizes.n, 0, c,
        sizes.n)
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
#endif
