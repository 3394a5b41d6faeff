import Testing
import VizTensor

@Suite struct TensorActivationsTests {
  let x = Tensor<Double>([-1000, -1, 0, 2, .nan])

  func agree(_ a: Tensor<Double>, _ b: [Double]) -> Bool {
    zip(a.elements, b).allSatisfy { abs($0 - $1) < 1e-15 || ($0.isNaN && $1.isNaN) }
  }

  @Test func bendAtZero() {
    #expect(agree(x.leakyReLU(slope: 0.1), [-100, -0.1, 0, 2, .nan]))
    #expect(agree(x.leakyReLUSlope(slope: 0.1), [0.1, 0.1, 0.1, 1, .nan]))
    #expect(agree(x.elu(alpha: 2), [-2, -1.264241117657115, 0, 2, .nan]))
    #expect(agree(x.eluSlope(alpha: 2), [0, 0.7357588823428847, 2, 1, .nan]))
  }

  @Test func masksDependOnTheSeedAlone() throws {
    let shape = try Shape([20, 50])
    let mask = Tensor<Double>.dropoutMask(shape, p: 0.2, seed: 1)
    #expect(mask == .dropoutMask(shape, p: 0.2, seed: 1))
    #expect(Tensor<Float>.dropoutMask(shape, p: 0.2, seed: 1) == mask.converted(to: Float.self))
    #expect((750...850).contains(mask.elements.filter { $0 == 1.25 }.count))
    #expect(Tensor<Double>.dropoutMask(shape, p: 0, seed: 1) == .ones(shape))
    #expect(Tensor<Double>.dropoutMask(shape, p: 1, seed: 1) == .zeros(shape))
  }
}
