import VizBase
import VizTensor

extension Dataset {
  /// 1,797 handwritten digits as images `[1797, 1, 8, 8]` from 0 to 1.
  ///
  /// They are the test part of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C.
  /// Kaynak, UCI Machine Learning Repository, 1998, <https://doi.org/10.24432/C50P49>, CC BY 4.0.
  public static func digits() throws -> Dataset {
    let table = try IDXFile(Base64.decode(digitsData), name: "digits").tensor(as: Scalar.self)
    guard table.shape.extents == [1797, 65] else {
      throw NeuralError.dataset("digits", reason: "the table has shape \(table.shape)")
    }
    let columns = { (range: Range<Int>) throws in
      try table[
        TensorSlice(
          starts: [0, range.lowerBound], stops: [table.shape.extents[0], range.upperBound],
          steps: [])]
    }
    let labels = try columns(64..<65).positions(
      below: 10, op: "digits", noun: "label", of: table.shape)
    return try Dataset(
      name: "digits",
      inputs: (columns(0..<64) / 16).reshaped(to: Shape([table.shape.extents[0], 1, 8, 8])),
      targets: .labels(labels), classes: (0..<10).map(String.init))
  }
}
