import Testing
import VizTensor

@testable import VizNeural

@Suite struct SyntheticDatasetTests {
  @Test(arguments: SyntheticDataset.allCases)
  func drawsTheSameFromTheSameSeed(_ kind: SyntheticDataset) throws {
    let first = try kind.make(examples: 91, seed: 4, as: Double.self)
    #expect(first.count == 91)
    #expect(try kind.make(examples: 91, seed: 4, as: Double.self) == first)
    // Without noise moons and circles have nothing to draw.
    #expect(try kind.make(examples: 91, noise: 0.1, seed: 5, as: Double.self) != first)
    #expect(first.inputs.elements.allSatisfy { $0.isFinite && $0.magnitude < 4 })
    guard let labels = first.labels else {
      #expect(kind == .sine)
      return
    }
    #expect(Set(labels) == Set(first.classes.indices))
    // No class has less than half of its share.
    for label in first.classes.indices {
      #expect(labels.count { $0 == label } * 2 * first.classes.count > 91)
    }
  }

  @Test func separatesByTheFormula() throws {
    func points(_ kind: SyntheticDataset) throws -> [(x: Double, y: Double, label: Int)] {
      let data = try kind.make(examples: 200, noise: 0, seed: 1, as: Double.self)
      return zip(0..., try #require(data.labels)).map {
        (data.inputs.elements[2 * $0], data.inputs.elements[2 * $0 + 1], $1)
      }
    }
    for (x, y, label) in try points(.xor) { #expect(label == ((x > 0) != (y > 0) ? 1 : 0)) }
    for (x, y, label) in try points(.circles) {
      #expect(abs(x * x + y * y - (label == 0 ? 1 : 0.25)) < 1e-12)
    }
    for (x, y, label) in try points(.linear) { #expect((x + 2 * y > 0.5) == (label == 1)) }
    let neighbours = try points(.checkerboard)
    #expect(neighbours.contains { $0.x > 0.5 && $0.y > 0.5 && $0.label == 0 })
    #expect(!neighbours.contains { $0.x > 0.5 && $0.y > 0.5 && $0.label == 1 })
    #expect(!neighbours.contains { 0..<0.5 ~= $0.x && $0.y > 0.5 && $0.label == 0 })
  }

  @Test func takesNumbersOfClasses() throws {
    let data = try SyntheticDataset.spiral.make(examples: 50, classes: 5, seed: 1, as: Float.self)
    #expect(data.classes.count == 5)
    #expect(
      throws: NeuralError.configuration(
        key: "classes", reason: "moons has 2", hint: "spiral and blobs take any number")
    ) { try SyntheticDataset.moons.make(classes: 3, seed: 1, as: Float.self) }
    #expect(throws: NeuralError.self) {
      try SyntheticDataset.spiral.make(classes: 1, seed: 1, as: Float.self)
    }
    for examples in [0, 1, -5, 2_000_000] {
      #expect(throws: NeuralError.self) {
        try SyntheticDataset.moons.make(examples: examples, seed: 1, as: Float.self)
      }
    }
    for noise in [-1, Double.nan, .infinity] {
      #expect(throws: NeuralError.self) {
        try SyntheticDataset.moons.make(noise: noise, seed: 1, as: Float.self)
      }
    }
  }
}
