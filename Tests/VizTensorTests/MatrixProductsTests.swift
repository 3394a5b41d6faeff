import CVizKernels
import Testing

@testable import VizTensor

@Suite struct MatrixProductsTests {
  /// Products that are large enough for OpenBLAS, and of one row, are those of the loops; nothing is said
  /// of it where it is there.
  @Test(arguments: [(7, 9, 11), (64, 32, 48), (1, 300, 300)])
  func areThoseOfLoops(m: Int, k: Int, n: Int) {
    for (isTurned, isOtherTurned) in [(false, false), (true, false), (false, true), (true, true)] {
      func numbers(_ count: Int, _ factor: Int) -> [Double] {
        (0..<count).map { Double($0 * factor % 17 - 8) }
      }
      let (a, b) = (numbers(m * k, 5), numbers(k * n, 7))
      var (ours, theirs) = (
        [Double](repeating: -1, count: m * n), [Double](repeating: -2, count: m * n)
      )
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress else { return }
          let left = MatrixOperand(elements: a, isTransposed: isTurned)
          let right = MatrixOperand(elements: b, isTransposed: isOtherTurned)
          ours.withUnsafeMutableBufferPointer {
            if let c = $0.baseAddress {
              Double.multiplyByLoops(m: m, k: k, n: n, left, right, to: c)
            }
          }
          theirs.withUnsafeMutableBufferPointer {
            if let c = $0.baseAddress { Double.multiply(m: m, k: k, n: n, left, right, to: c) }
          }
        }
      }
      // Whole numbers, whose sums are exact in any order.
      #expect(ours == theirs)
      let single = theirs.map(Float.init)
      var product = [Float](repeating: -3, count: m * n)
      a.map(Float.init).withUnsafeBufferPointer { a in
        b.map(Float.init).withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress else { return }
          product.withUnsafeMutableBufferPointer {
            guard let c = $0.baseAddress else { return }
            Float.multiply(
              m: m, k: k, n: n, MatrixOperand(elements: a, isTransposed: isTurned),
              MatrixOperand(elements: b, isTransposed: isOtherTurned), to: c)
          }
        }
      }
      #expect(product == single)
    }
    #expect(viz_has_blas())
    #expect(MatrixProducts.complaint == nil)
  }
}
