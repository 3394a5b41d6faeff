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

  /// Longer than the blocks in which roots are taken, and no multiple of them.
  @Test func movesEveryElementOfLongParameters() throws {
    var generator = SplitMix64(seed: 6)
    let start = Tensor<Double>.random(.vector(2500), using: &generator)
    let gradient = Tensor<Double>.random(.vector(2500), using: &generator)
    let descent = Descent<Double>(rate: 0.1, decay: 0.01)
    let zeros = Tensor<Double>.zeros(start.shape)
    var (w, means, squares) = (start, zeros, zeros)
    try gradient.elements.withUnsafeBufferPointer {
      try descent.adamStep(
        &w, $0, means: &means, squares: &squares, betas: (0.9, 0.999),
        corrections: (0.1, 0.001), epsilon: 1e-8, weightDecay: 0.1)
    }
    var (v, others) = (start, zeros)
    try gradient.elements.withUnsafeBufferPointer {
      try descent.rmspropStep(&v, $0, squares: &others, memory: 0.9, epsilon: 1e-8)
    }
    for i in 0..<2500 {
      // Freed of its start at 0, the first step of Adam goes by the sign of the slope.
      let slope = gradient.elements[i] + 0.01 * start.elements[i]
      let adam = 0.99 * start.elements[i] - 0.1 * slope / (slope.magnitude + 1e-8)
      #expect(abs(w.elements[i] - adam) < 1e-12)
      let root = (0.1 * slope * slope).squareRoot()
      #expect(abs(v.elements[i] - (start.elements[i] - 0.1 * slope / (root + 1e-8))) < 1e-12)
    }
  }
}
