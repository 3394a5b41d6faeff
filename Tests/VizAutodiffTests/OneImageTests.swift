import Testing
import VizAutodiff
import VizTensor

/// One image is multiplied where it lies, and several are brought into the product's order: both give the
/// same.
@Suite struct OneImageTests {
  @Test(arguments: [
    ([4, 4, 1, 1], 0, 1), ([6, 2, 1, 1], 0, 2), ([4, 4, 3, 3], 1, 1),
    ([4, 2, 2, 3], 0, 2), ([4, 4, 1, 1], 1, 1),
  ])
  func isConvolvedAsTwoAre(weight: [Int], padding: Int, groups: Int) throws {
    var generator = SplitMix64(seed: 31)
    let image = Tensor<Double>.random(try Shape([1, 4, 5, 6]), in: -1...1, using: &generator)
    let filters = Tensor<Double>.random(try Shape(weight), in: -1...1, using: &generator)
    let terms = Tensor<Double>.random(try Shape([weight[0]]), in: -1...1, using: &generator)
    func run(_ images: Tensor<Double>) throws -> [Tensor<Double>] {
      let tape = Tape<Double>()
      let leaves = [tape.input(images), tape.parameter(filters), tape.parameter(terms)]
      let y = try conv2d(
        leaves[0], leaves[1], leaves[2], padding: Extent2D(padding, padding), groups: groups)
      let gradients = try tape.gradient(of: sum(y * y))
      return [y.value] + leaves.map { gradients[$0] }
    }
    let one = try run(image)
    let two = try run(.concatenate([image, image]))
    for (index, (a, b)) in zip(one, two).enumerated() {
      // Parameters get the gradient of both images.
      let factor = index < 2 ? 1.0 : 2.0
      #expect(b.shape.elementCount == a.shape.elementCount * (index < 2 ? 2 : 1))
      #expect(
        zip(a.elements, b.elements).allSatisfy { abs($0 * factor - $1) < 1e-12 * (1 + abs($1)) })
    }
  }
}
