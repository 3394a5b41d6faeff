import COpenBLAS

/// One matrix of a product: where it lies, row-major, and whether it is taken transposed.
public struct MatrixOperand<Scalar> {
  /// The elements as they lie in memory, row by row.
  public let elements: UnsafePointer<Scalar>
  /// Whether the product takes the matrix with rows and columns exchanged.
  public let isTransposed: Bool

  /// An operand over elements that outlive it.
  public init(elements: UnsafePointer<Scalar>, isTransposed: Bool) {
    self.elements = elements
    self.isTransposed = isTransposed
  }
}

extension TensorScalar {
  /// Writes the product of an `m × k` and a `k × n` matrix to the row-major `m × n` matrix at `c`,
  /// by plain loops: for scalars that no library multiplies, and for matrices so small that a
  /// call costs more than the product.
  public static func multiplyByLoops(
    m: Int, k: Int, n: Int, _ a: MatrixOperand<Self>, _ b: MatrixOperand<Self>,
    to c: UnsafeMutablePointer<Self>
  ) {
    let (rowStride, columnStride) = a.isTransposed ? (1, m) : (k, 1)
    if b.isTransposed {
      for i in 0..<m {
        for j in 0..<n {
          var sum: Self = 0
          for p in 0..<k {
            sum += a.elements[i * rowStride + p * columnStride] * b.elements[j * k + p]
          }
          c[i * n + j] = sum
        }
      }
      return
    }
    c.update(repeating: 0, count: m * n)
    // Blocks of b stay in the cache while every row of a passes over them.
    let block = 64
    for start in stride(from: 0, to: k, by: block) {
      let end = Swift.min(start + block, k)
      for i in 0..<m {
        for p in start..<end {
          let factor = a.elements[i * rowStride + p * columnStride]
          for j in 0..<n { c[i * n + j] += factor * b.elements[p * n + j] }
        }
      }
    }
  }

  /// See ``TensorScalar``: by the plain loops, for scalars that OpenBLAS does not know.
  public static func multiply(
    m: Int, k: Int, n: Int, _ a: MatrixOperand<Self>, _ b: MatrixOperand<Self>,
    to c: UnsafeMutablePointer<Self>
  ) {
    multiplyByLoops(m: m, k: k, n: n, a, b, to: c)
  }
}

/// Products of fewer multiplications than this are faster by loops than by a call of BLAS.
private let smallestCall = 128

extension Float {
  /// By `cblas_sgemm`.
  public static func multiply(
    m: Int, k: Int, n: Int, _ a: MatrixOperand<Float>, _ b: MatrixOperand<Float>,
    to c: UnsafeMutablePointer<Float>
  ) {
    guard m * k * n >= smallestCall, let sizes = BLASSizes(m, k, n) else {
      return multiplyByLoops(m: m, k: k, n: n, a, b, to: c)
    }
    cblas_sgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, sizes.m, sizes.n, sizes.k, 1, a.elements,
      a.isTransposed ? sizes.m : sizes.k, b.elements, b.isTransposed ? sizes.k : sizes.n, 0, c,
      sizes.n)
  }
}

extension Double {
  /// By `cblas_dgemm`.
  public static func multiply(
    m: Int, k: Int, n: Int, _ a: MatrixOperand<Double>, _ b: MatrixOperand<Double>,
    to c: UnsafeMutablePointer<Double>
  ) {
    guard m * k * n >= smallestCall, let sizes = BLASSizes(m, k, n) else {
      return multiplyByLoops(m: m, k: k, n: n, a, b, to: c)
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
