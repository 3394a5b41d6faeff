import Testing
import VizTensor

@Suite struct TensorWindowsTests {
  @Test func unfoldsWhatTheWindowSees() throws {
    let x = try TensorMovementTests.counting([1, 1, 3, 3])
    let columns = try x.unfolded(Window(kernel: 2), for: "conv2d")
    #expect(columns.shape.extents == [1, 1, 4, 4])
    #expect(columns.elements == [0, 1, 3, 4, 1, 2, 4, 5, 3, 4, 6, 7, 4, 5, 7, 8])
    let padded = try x.unfolded(
      Window(kernel: 1, strides: 2, before: Extent2D(1, 0), after: Extent2D(1, 0)), for: "conv2d")
    #expect(padded.shape.extents == [1, 1, 1, 6])
    #expect(padded.elements == [0, 0, 3, 5, 0, 0])
  }

  /// <unfold x, y> = <x, fold y> for windows of all kinds.
  @Test func foldingIsTheAdjoint() throws {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<100 {
      func draw(_ range: ClosedRange<Int>) -> Extent2D {
        Extent2D(.random(in: range, using: &generator), .random(in: range, using: &generator))
      }
      let window = Window(
        kernel: draw(1...3), strides: draw(1...3), before: draw(0...2), after: draw(0...2),
        dilations: draw(1...2))
      let shape = try Shape([2, 2] + draw(5...7).list)
      let x = Tensor<Double>.random(shape, using: &generator)
      let columns = try x.unfolded(window, for: "conv2d")
      let y = Tensor<Double>.random(columns.shape, using: &generator)
      let left = try (columns * y).sum().elements[0]
      let right = try (x * y.folded(window, into: shape, for: "conv2d")).sum().elements[0]
      #expect(abs(left - right) < 1e-12)
    }
  }

  /// The greatest pixels are those at their positions, NaN among them.
  @Test(arguments: [
    Window(kernel: 2, strides: 2), Window(kernel: 3, strides: 2, before: 1, after: 1),
    Window(
      kernel: Extent2D(1, 3), strides: Extent2D(2, 1), before: Extent2D(0, 2), after: Extent2D(0, 1)
    ),
    Window(kernel: 2, dilations: 2), Window(kernel: Extent2D(3, 2), strides: 3, after: 1),
  ]) func maximaAreThePixelsAtTheirPositions(window: Window) throws {
    var generator = SplitMix64(seed: 4)
    let x = Tensor<Double>.randomNormal(try Shape([2, 3, 7, 8]), using: &generator)
    let odd = x.elements.enumerated().map { index, pixel in
      index % 11 == 5 ? .nan : index % 7 == 2 ? -.infinity : pixel
    }
    for x in [x, try Tensor(odd, shape: x.shape), x.map { _ in -.infinity }] {
      let (positions, shape) = try x.positionsOfMaxima(window, for: "max_pool2d")
      let maxima = try x.maxima(window, for: "max_pool2d")
      #expect(maxima.shape == shape)
      let expected = positions.map { x.elements[$0] }
      #expect(
        zip(maxima.elements, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
      let single = try x.converted(to: Float.self).maxima(window, for: "max_pool2d")
      #expect(
        zip(single.elements, expected).allSatisfy {
          $0 == Float($1) || $0.isNaN && $1.isNaN
        })
    }
  }

  @Test func saysWhatDoesNotFit() throws {
    let x = try TensorMovementTests.counting([1, 1, 3, 3])
    func message(_ window: Window, _ x: Tensor<Double>) throws -> String {
      try #require(throws: ShapeError.self) { try x.unfolded(window, for: "conv2d") }.description
    }
    #expect(
      try message(Window(kernel: 4), x)
        == "conv2d: [1, 1, 3, 3] does not fit: the kernel reaches over 4 rows, and there are 3")
    #expect(
      try message(Window(kernel: 2, strides: 0), x)
        == "conv2d: [1, 1, 3, 3] does not fit: strides must be from 1 to 2147483647, not 0")
    #expect(
      try message(Window(kernel: 2), Tensor([1]))
        == "conv2d: [1] does not fit: images have four axes: batch, channels, rows, columns")
    for window in [
      Window(kernel: 2, before: Extent2D(.max, .max)), Window(kernel: Extent2D(.max, 1)),
      Window(kernel: 2, dilations: Extent2D(.max, .max)), Window(kernel: 2, before: -1),
    ] {
      #expect(throws: ShapeError.self) { try x.unfolded(window, for: "conv2d") }
    }
    #expect(throws: ShapeError.self) {
      try x.positionsOfMaxima(Window(kernel: 2, before: 2), for: "max_pool2d")
    }
    #expect(throws: ShapeError.self) {
      try x.maxima(Window(kernel: 2, before: 2), for: "max_pool2d")
    }
  }
}
