import Testing
import VizTensor

@testable import VizAutodiff

@Suite struct ExpressionIndexTests {
  /// 0 … 23 in the shape [2, 3, 4].
  static let x = Tensor<Double>((0..<24).map(Double.init))

  /// As NumPy takes them of `arange(24).reshape(2, 3, 4)`.
  @Test(arguments: [
    ("x[1, 2, 3]", [23.0], []), ("x[-1, -1, -1]", [23], []), ("x[1, 0]", [12, 13, 14, 15], [4]),
    ("x[0, :, 1]", [1, 5, 9], [3]), ("x[0][2][1]", [9], []),
    ("x[..., 0]", [0, 4, 8, 12, 16, 20], [2, 3]),
    ("x[:, 1, 1:3]", [5, 6, 17, 18], [2, 2]),
    ("x[1, ..., ::2]", [12, 14, 16, 18, 20, 22], [3, 2]),
    ("x[0, 0, ::-1]", [3, 2, 1, 0], [4]), ("x[0, 0, -2:0:-1]", [2, 1], [2]),
    ("x[0, 0, 5:]", [], [0]), ("x[0, 0, :-3]", [0], [1]), ("x[1:, 2:, 3:]", [23], [1, 1, 1]),
    ("x[0, 0, 1000000000000:-1000000000000:-2]", [3, 1], [2]),
    (
      "x[0, 0, 9223372036854775807:-9223372036854775808:-9223372036854775808]", [3], [1]
    ),
    ("x[0, 0, :99999999999999999999]", [0, 1, 2, 3], [4]),
    ("x[0, 0][[3, 0, 0]]", [3, 0, 0], [3]), ("x[1, 1:3, [1, 0]]", [17, 16, 21, 20], [2, 2]),
    ("x[:, [2, 0], 0]", [8, 0, 20, 12], [2, 2]),
    ("x[0, [[1, 2], [0, 1]], 3]", [7, 11, 3, 7], [2, 2]),
    ("x[k, 0, 0]", [12], []), ("x[0, k, 1:3]", [5, 6], [2]), ("x[0, 0, k]", [1], []),
    ("x[0, 0] * x[1, 0][0]", [0, 12, 24, 36], [4]), ("[x[0, 0, 1], 7][0]", [1], []),
    ("2^x[0, 0, 2]", [4], []), ("-x[0, 0, 1]^2", [-1], []), ("sum(x)[...]", [276], []),
  ])
  func takesWhatNumPyDoes(_ text: String, _ elements: [Double], _ shape: [Int]) throws {
    let inputs = ["x": try Self.x.reshaped(to: Shape([2, 3, 4])), "k": Tensor(1)]
    let expression = try MathExpression(text)
    let value = try expression.trace(
      inputs: inputs.filter { expression.inputs.contains($0.key) }
    ).output.value
    #expect(value.elements == elements && value.shape.extents == shape)
  }

  /// The probability of one class: its gradient is softmax less the one-hot.
  @Test func theLogarithmOfAClassIsItsCrossEntropy() throws {
    let z = Tensor([2, 1, 0.1])
    for text in ["-log(softmax(z)[1])", "-log(softmax(z)[-2])", "cross_entropy(z, 1)"] {
      let trace = try MathExpression(text).trace(inputs: ["z": z])
      let loss = try #require(trace.output.value.scalar)
      #expect(abs(loss - 1.4170300162778335) < 1e-14)
      let gradient = try trace.tape.gradient(of: trace.output)
      let slope = gradient[try #require(trace.inputs["z"])].elements
      for (a, b) in zip(slope, [0.6590011388859679, -0.7575670292952861, 0.09856589040931818]) {
        #expect(abs(a - b) < 1e-14)
      }
    }
  }

  /// What is taken twice gets both gradients, and what is not taken 0.
  @Test func theGradientGoesWhereTheElementsWere() throws {
    let trace = try MathExpression("sum(x[:, 1] * [1, 10]) + 5 * x[1, 1] + sum(x[0, [2, 2]])")
      .trace(
        inputs: ["x": try Tensor([1, 2, 3, 4, 5, 6], shape: Shape([2, 3]))])
    let gradient = try trace.tape.gradient(of: trace.output)
    #expect(gradient[try #require(trace.inputs["x"])].elements == [0, 1, 2, 0, 15, 0])
  }

  /// One position along an axis is one operation, and its graph says which.
  @Test func aPositionIsOneOperation() throws {
    let trace = try MathExpression("z[-1]").trace(inputs: ["z": Tensor([1, 2, 3])])
    #expect(trace.tape.nodes.map(\.op) == ["input", "slice"])
    guard case .primitive(let slice) = trace.output.node.origin else { return }
    #expect(slice.attributes == ["starts": [2], "stops": [3], "squeeze": [0]])
  }
}
