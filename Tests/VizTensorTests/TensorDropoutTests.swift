import Testing
import VizTensor

@Suite struct TensorDropoutTests {
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
