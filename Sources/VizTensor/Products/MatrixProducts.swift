import CVizKernels

/// The library that multiplies matrices: OpenBLAS, which is loaded when the first product is asked for.
package enum MatrixProducts {
  /// What to say where products were asked for and OpenBLAS is not there.
  package static var complaint: String? {
    guard viz_misses_blas() else { return nil }
    return "OpenBLAS (libopenblas.so.0) is not there: products of matrices took many times as long"
  }
}
