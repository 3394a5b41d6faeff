import Testing
import VizAutodiff
import VizTensor

@testable import VizNeural

@Suite struct LossTests {
  @Test(arguments: Loss.allCases)
  func countsWhatIsRight(_ loss: Loss) throws {
    let scores: Tensor<Double>
    let targets: Tensor<Double>
    switch loss.targets {
    case .values where loss == .sequenceBits:
      // Where the target is -1, nothing is asked.
      scores = try Tensor(rows: [[1, -1, 3], [0.5, 2, -4]])
      targets = try Tensor(rows: [[1, 0, -1], [1, 0, -1]])
    case .values:
      #expect(try loss.accuracy(of: Tensor<Double>([1]), Tensor([1])) == nil)
      return
    case .labels:
      scores = try Tensor(rows: [[1, 2, 0], [3, 1, 2], [0, 0, 1], [5, 4, 3]])
      targets = Tensor([1, 0, 2, 1])
      #expect(try loss.classes(scores) == [1, 0, 2, 0])
    case .bits:
      scores = try Tensor(rows: [[1], [-1], [0.5], [2]])
      targets = try Tensor(rows: [[1], [0], [1], [0]])
    case .signs:
      scores = try Tensor(rows: [[1], [-1], [0.5], [2]])
      targets = try Tensor(rows: [[1], [-1], [1], [-1]])
    }
    #expect(try loss.accuracy(of: scores, targets) == 0.75)
  }

  /// -log sigmoid(±z), by the definition and where it would overflow.
  @Test func computesBinaryCrossEntropyFromLogits() throws {
    let tape = Tape<Double>()
    for (z, y, expected) in [
      (0.3, 1.0, 0.5543552444685273), (0.3, 0, 0.8543552444685273), (800, 0, 800), (-800, 1, 800),
      (800, 1, 0),
    ] {
      let loss = try Loss.binaryCrossEntropy(
        tape.input(Tensor([z], shape: Shape([1, 1]))),
        tape.input(Tensor([y], shape: Shape([1, 1]))))
      let value = try #require(loss.value.scalar)
      #expect(abs(value - expected) < 1e-12)
    }
  }
}
