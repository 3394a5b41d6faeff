import Testing
import VizTensor

@Suite struct TensorWindowsTests {
  @Test func unfoldsWhatTheWindowSees() throws {
    let x = try TensorMovementTests.counting([1, 1, 3, 3])
    let columns = try x.unfolded(Window(kernel: 2), for: "conv2d")
    #expect(columns.shape.extents == [1, 1, 4, 4])
    #expect(columns.elements == [0, 1, 3, 4, 1, 2, 4, 5, 3, 4, 6, 7, 4, 5, 7, 8])
    let padded = try x.unfolded(
      Window(kernel: 1, strides: 2, before: Pair(1, 0), after: Pair(1, 0)), for: "conv2d")
    #expect(padded.shape.extents == [1, 1, 1, 6])
    #expect(padded.elements == [0, 0, 3, 5, 0, 0])
  }

  /// <unfold x, y> = <x, fold y> for windows of all kinds.
  @Test func foldingIsTheAdjoint() throws {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<100 {
      func draw(_ range: ClosedRange<Int>) -> Pair {
        Pair(.random(in: range, using: &generator), .random(in: range, using: &generator))
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
      Window(kernel: 2, before: Pair(.max, .max)), Window(kernel: Pair(.max, 1)),
      Window(kernel: 2, dilations: Pair(.max, .max)), Window(kernel: 2, before: -1),
    ] {
      #expect(throws: ShapeError.self) { try x.unfolded(window, for: "conv2d") }
    }
    #expect(throws: ShapeError.self) {
      try x.positionsOfMaxima(Window(kernel: 2, before: 2), for: "max_pool2d")
    }
  }
}
