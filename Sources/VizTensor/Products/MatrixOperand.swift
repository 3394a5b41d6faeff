import CVizKernels

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
let smallestCall = 128

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

extension Dual {
  /// The product rule on whole matrices, (A B)′ = A′ B + A B′, each product as the base computes it.
  ///
  /// Where a number is not finite, and a tangent of 0 must not become NaN beside it, by the plain
  /// loops.
  public static func multiply(
    m: Int, k: Int, n: Int, _ a: MatrixOperand<Dual>, _ b: MatrixOperand<Dual>,
    to c: UnsafeMutablePointer<Dual>
  ) {
    let (left, right, count) = (m * k, k * n, m * n)
    let size = 2 * (left + right) + 3 * count
    guard size >= smallestCall,
      (0..<left).allSatisfy({ a.elements[$0].primal.isFinite && a.elements[$0].tangent.isFinite }),
      (0..<right).allSatisfy({ b.elements[$0].primal.isFinite && b.elements[$0].tangent.isFinite })
    else { return multiplyByLoops(m: m, k: k, n: n, a, b, to: c) }
    withUnsafeTemporaryAllocation(of: Base.self, capacity: size) { room in
      guard var next = room.baseAddress else { return }
      func take(_ count: Int) -> UnsafeMutablePointer<Base> {
        defer { next += count }
        return next
      }
      func parts(_ operand: MatrixOperand<Dual>, _ count: Int) -> [MatrixOperand<Base>] {
        let (primals, tangents) = (take(count), take(count))
        for i in 0..<count {
          (primals + i).initialize(to: operand.elements[i].primal)
          (tangents + i).initialize(to: operand.elements[i].tangent)
        }
        return [UnsafePointer(primals), UnsafePointer(tangents)].map {
          MatrixOperand<Base>(elements: $0, isTransposed: operand.isTransposed)
        }
      }
      let (a, b) = (parts(a, left), parts(b, right))
      let products = [(0, 0), (1, 0), (0, 1)].map { first, second in
        let product = take(count)
        product.initialize(repeating: 0, count: count)
        Base.multiply(m: m, k: k, n: n, a[first], b[second], to: product)
        return product
      }
      for i in 0..<count {
        c[i] = Dual(primal: products[0][i], tangent: products[1][i] + products[2][i])
      }
    }
  }
}
