import Testing
import VizTensor

@testable import VizNeural

@Suite struct DatasetTests {
  @Test func splitsIntoAllOfIt() throws {
    let inputs = Tensor<Double>((0..<40).map(Double.init))
    let data = try Dataset(
      name: "numbers", inputs: inputs.reshaped(to: Shape([20, 2])),
      targets: .labels((0..<20).map { $0 % 2 }), classes: ["even", "odd"])
    let (train, test) = try data.split(testShare: 0.25, seed: 3)
    #expect((train.count, test.count) == (15, 5))
    let rows = [train, test].flatMap { part in
      zip(0..<part.count, part.labels ?? []).map { (part.inputs.elements[2 * $0], $1) }
    }
    #expect(rows.map(\.0).sorted() == (0..<20).map { Double(2 * $0) })
    #expect(rows.allSatisfy { Int($0.0) / 2 % 2 == $0.1 })
    #expect(try data.split(testShare: 0.25, seed: 3).test == test)
    #expect(try data.split(testShare: 0.25, seed: 4).test != test)
    #expect(throws: NeuralError.self) { try data.split(testShare: 1, seed: 3) }
  }

  @Test func refusesWhatDoesNotBelongTogether() throws {
    let inputs = Tensor<Double>.ones(try Shape([2, 2]))
    #expect(throws: NeuralError.dataset("d", reason: "there are 2 examples and 3 labels")) {
      try Dataset(name: "d", inputs: inputs, targets: .labels([0, 0, 0]), classes: ["a"])
    }
    #expect(throws: NeuralError.dataset("d", reason: "label 1 is no class; there are 1")) {
      try Dataset(name: "d", inputs: inputs, targets: .labels([0, 1]), classes: ["a"])
    }
    #expect(throws: NeuralError.dataset("d", reason: "there are no examples")) {
      try Dataset<Double>(name: "d", inputs: 1, targets: .labels([]))
    }
  }

  @Test func givesTargetsToEachLoss() throws {
    let data = try Dataset(
      name: "d", inputs: Tensor<Double>.ones(Shape([3, 1])), targets: .labels([0, 1, 1]),
      classes: ["a", "b"])
    #expect(try data.targets(for: .crossEntropy).elements == [0, 1, 1])
    #expect(try data.targets(for: .hinge).elements == [-1, 1, 1])
    #expect(try data.targets(for: .binaryCrossEntropy).shape.extents == [3, 1])
    #expect(try data.targets(for: .mse).elements == [1, 0, 0, 1, 0, 1])
    let values = try Dataset(
      name: "v", inputs: Tensor<Double>.ones(Shape([1, 1])), targets: .values(.ones(Shape([1, 1]))))
    #expect(
      throws: NeuralError.configuration(
        key: "loss", reason: "hinge wants classes, and v has numbers", hint: "mse fits")
    ) { try values.targets(for: .hinge) }
  }

  @Test func standardisesByTheTrainingData() throws {
    let x = try Tensor<Double>(rows: [[1, 5], [3, 5]])
    let standardization = try Standardization(fitting: x)
    #expect(try standardization(x) == Tensor(rows: [[-1, 0], [1, 0]]))
    #expect(try standardization(Tensor(rows: [[5, 6]])) == Tensor(rows: [[3, 1]]))
  }

  /// The sums are those of `sklearn.datasets.load_digits`.
  @Test func carriesTheDigits() throws {
    let digits = try Dataset<Float>.digits()
    #expect(digits.inputs.shape.extents == [1797, 1, 8, 8])
    let labels = try #require(digits.labels)
    #expect(
      (0..<10).map { digit in labels.count { $0 == digit } }
        == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(digits.inputs.elements.reduce(0) { $0 + Int($1 * 16) } == 561_718)
    #expect(
      digits.inputs.elements.prefix(16).map { Int($0 * 16) }
        == [0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0])
    #expect(digits.inputs.elements.suffix(8).map { Int($0 * 16) } == [0, 1, 8, 12, 14, 12, 1, 0])
    #expect(labels.suffix(5) == [9, 0, 8, 9, 8])
  }
}
