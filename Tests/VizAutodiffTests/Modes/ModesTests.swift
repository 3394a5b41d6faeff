import Testing
import VizBase
import VizTensor

@testable import VizAutodiff

@Suite struct ModesTests {
  /// The Jacobian of the lectures: three walks forward or four back, and the same numbers.
  @Test func jacobianOfTheLectures() throws {
    let lecture = try LectureTests.find("jacobian-3-to-4")
    let x = try #require(lecture.inputs?["x"]).tensor.elements.map { Tensor($0) }
    let expression = try MathExpression("[x1, 5*x3, 4*x2^2 - 2*x3, x3*sin(x1)]")
      .function(of: ["x1", "x2", "x3"])
    let expected = try #require(lecture.jacobian).tensor
    for mode in [DerivativeMode.forward, .reverse] {
      let jacobian = try expression.jacobian(at: x, mode: mode)
      #expect(relativeError(jacobian.matrix, expected) < 1e-12)
      #expect(jacobian.mode == mode && jacobian.passes == (mode == .forward ? 3 : 4))
      #expect(try jacobian.block(1).elements == [0, 0, -12, 0])
    }
    #expect(try expression.jacobian(at: x).mode == .forward)
    let ones = [Tensor<Double>](repeating: 1, count: 3)
    let jvp = try expression.jvp(at: x, tangents: ones).tangent
    #expect(relativeError(jvp, try #require(lecture.jvpOfOnes).tensor) < 1e-12)
    let vjp = try expression.vjp(at: x, cotangent: .ones(.vector(4))).cotangents
    let found = Tensor(vjp.flatMap(\.elements))
    #expect(relativeError(found, try #require(lecture.vjpOfOnes).tensor) < 1e-12)
  }

  @Test func hessianVectorProductOfTheLectures() throws {
    let lecture = try LectureTests.find("hessian-vector-product")
    let inputs = try #require(lecture.inputs).mapValues(\.tensor)
    let expression = try MathExpression("0.5 * sum(tanh(A @ v)^2)")
    let (a, v, u) = (inputs["A"] ?? 0, inputs["v"] ?? 0, inputs["u"] ?? 0)
    let (gradient, product) = try expression.hessianVectorProduct(
      at: [a, v], along: [.zeros(a.shape), u])
    #expect(relativeError(product[1], try #require(lecture.hvp).tensor) < 1e-12)
    for (ours, plain) in zip(gradient, try expression.gradient(at: [a, v])) {
      #expect(relativeError(ours, plain) < 1e-14)
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func hessiansAreSymmetric(_ seed: UInt64) throws {
    let expression = try MathExpression(
      "h = tanh(W @ x + b); logsumexp(h) * norm(x) + sum(softplus(b)^1.5) / (1 + dot(x, x))")
    var generator = SplitMix64(seed: seed)
    let inputs = try expression.inputs.map { name in
      Tensor<Double>.random(
        name == "W" ? try Shape([2, 3]) : .vector(name == "x" ? 3 : 2), using: &generator)
    }
    let hessian = try expression.hessian(at: inputs)
    #expect(hessian.shape.extents == [11, 11])
    let gap = try (hessian - hessian.transposed()).map(.abs).elements.max() ?? 1
    #expect(gap < 1e-13)
    // A row against differences of gradients.
    let direction = inputs.map { Tensor<Double>.random($0.shape, using: &generator) }
    let product = try expression.hessianVectorProduct(at: inputs, along: direction).product
    let flat = Tensor(direction.flatMap(\.elements))
    let byMatrix = try Tensor.matmul(hessian, flat)
    let error = try (byMatrix - Tensor(product.flatMap(\.elements))).map(.abs).elements.max() ?? 1
    #expect(error < 1e-13)
  }

  /// Forward over reverse against differences of gradients, for every rule in the table.
  @Test(arguments: Sample.ops)
  func secondOrder(_ op: String) throws {
    for sample in Sample.samples(of: op) {
      let (inputs, moving) = (try sample.inputs(seed: 5), Set(try sample.moving()))
      let rule = SquaredRule(sample: sample)
      // A mean of none is NaN, and moves nowhere.
      guard try sample.primitive(of: Double.self).value(inputs).elements.allSatisfy(\.isFinite)
      else { continue }
      var generator = SplitMix64(seed: 6)
      let along = inputs.enumerated().map { position, input in
        moving.contains(position)
          ? Tensor<Double>.random(input.shape, using: &generator) : .zeros(input.shape)
      }
      let (gradient, product) = try rule.hessianVectorProduct(at: inputs, along: along)
      #expect(
        zip(gradient, try rule.gradient(at: inputs)).allSatisfy { relativeError($0, $1) < 1e-12 },
        "\(sample)")
      let h = 1e-5
      func moved(_ step: Double) throws -> [Tensor<Double>] {
        try rule.gradient(at: zip(inputs, along).map { try $0 + Tensor(step) * $1 })
      }
      let (above, below) = (try moved(h), try moved(-h))
      for (position, exact) in product.enumerated() {
        let difference = try (above[position] - below[position]) / Tensor(2 * h)
        let gap = try (exact - difference).map(.abs)
        let scale = try Tensor<Double>(1) + exact.map(.abs)
        #expect(try (gap / scale).elements.allSatisfy { $0 < 1e-8 }, "\(sample)")
      }
    }
  }

  @Test func gradientsComeWithValues() throws {
    let expression = try MathExpression("(x + y) * z")
    let (value, gradient) = try expression.valueAndGradient(at: [-2.0, 5, -4].map { Tensor($0) })
    #expect(value == -12 && gradient == [-4, -4, 3])
    #expect(try expression.value(at: [Float(-2), 5, -4].map { Tensor($0) }) == -12)
    #expect(try MathExpression("2 * pi").gradient(at: [Tensor<Double>]()).isEmpty)
  }

  @Test func misuseIsNamed() throws {
    let expression = try MathExpression("[x, y]")
    let point: [Tensor<Double>] = [1, 2]
    #expect(throws: AutodiffError.noSeed(output: .vector(2))) {
      try expression.gradient(at: point)
    }
    let count = try #require(throws: AutodiffError.self) { try expression.value(at: [point[0]]) }
    #expect(count.description == "function: it takes 2 values, one an input, not 1")
    #expect(throws: AutodiffError.inputCount("tangents", takes: 2, got: 0)) {
      try expression.jvp(at: point, tangents: [])
    }
    #expect(throws: ShapeError.self) {
      try expression.hessianVectorProduct(at: point, along: [1, Tensor([1, 2])])
    }
  }
}

/// The weighted sum of the squares of a rule's value, for which linear rules are curved too.
private struct SquaredRule: DifferentiableFunction {
  let sample: Sample

  func callAsFunction<S: TensorScalar>(_ inputs: [Variable<S>]) throws -> Variable<S> {
    let tape = inputs[0].tape
    let value = try tape.apply(sample.primitive(of: S.self), inputs)
    let weights = (0..<value.shape.elementCount).map { S(0.3 + 0.2 * Double($0)) }
    return try sum(value * value * tape.constant(Tensor(weights, shape: value.shape)))
  }
}
