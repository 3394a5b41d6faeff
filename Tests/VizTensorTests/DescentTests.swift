import Testing
import VizTensor

@Suite struct DescentTests {
  @Test func boundsScalesAndDecays() throws {
    var w = Tensor<Double>([1, 2, 3, 4])
    let descent = Descent<Double>(rate: 0.1, decay: 0.5, scale: 2, bound: 3)
    try [1, -5, 10, 0].withUnsafeBufferPointer { try descent.step(&w, $0) }
    // The gradients become 2, -3, 3 and 0, and half of the parameter is added.
    let slopes = [2.5, -2, 4.5, 2]
    let expected: [Double] = zip([1, 2, 3, 4], slopes).map { $0 - 0.1 * $1 }
    #expect(w.elements == expected)
  }

  @Test func letsWhatIsNoNumberBeSeen() throws {
    var w = Tensor<Double>([1])
    try [Double.nan].withUnsafeBufferPointer {
      try Descent<Double>(rate: 0.1, bound: 1).step(&w, $0)
    }
    #expect(w.elements[0].isNaN)
  }

  @Test func refusesOtherCounts() {
    var w = Tensor<Double>([1, 2])
    var v = Tensor<Double>([1, 2, 3])
    let descent = Descent<Double>(rate: 0.1)
    #expect(throws: ShapeError.self) {
      try [1.0].withUnsafeBufferPointer { try descent.step(&w, $0) }
    }
    #expect(throws: ShapeError.self) {
      try [1.0, 2].withUnsafeBufferPointer {
        try descent.momentumStep(&w, $0, velocity: &v, momentum: 0.9, isNesterov: false)
      }
    }
    #expect(w.elements == [1, 2])
  }
}
