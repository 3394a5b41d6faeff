import Testing
import VizTensor

@testable import VizAutodiff

/// Every rule in both modes: against centred differences, and one mode against the other.
@Suite struct PrimitiveTests {
  /// The shapes on which a primitive is tried.
  static func shapes(of primitive: Primitive<Double>) -> [[[Int]]] {
    switch primitive.name {
    case "dot": [[[3], [3]], [[1], [1]], [[0], [0]]]
    case "matmul":
      [
        [[3], [3]], [[2, 3], [3]], [[2], [2, 3]], [[2, 3], [3, 4]], [[1, 1], [1, 1]],
        [[2, 0], [0, 3]],
      ]
    case "concat": [[[], [3], [1]], [[2, 2], [1, 2]], [[0], [2]]]
    case "max", "min": [[[]], [[4]], [[2, 3]], [[1, 1]]]
    case "mean": [[[]], [[4]], [[2, 3]], [[1, 1]]]
    default:
      primitive.arity == 2
        ? [
          [[], []], [[3], [3]], [[2, 3], []], [[], [2]], [[2, 3], [3]], [[2, 1], [3]],
          [[1], [2, 2]], [[0], [1]], [[2, 0], [2, 1]],
        ]
        : [[[]], [[4]], [[2, 3]], [[1]], [[1, 1]], [[0]], [[2, 0]]]
    }
  }

  /// Points that stay clear of kinks and poles.
  static func inputs(
    _ primitive: Primitive<Double>, _ shapes: [[Int]], seed: UInt64
  ) throws -> [Tensor<Double>] {
    var generator = SplitMix64(seed: seed)
    return try shapes.map { extents in
      let magnitude = Tensor<Double>.random(try Shape(extents), in: 0.3...1.4, using: &generator)
      if ["log", "sqrt", "pow"].contains(primitive.name) { return magnitude }
      let sign = Tensor<Double>.random(try Shape(extents), using: &generator).map(.sign)
      return try magnitude * sign
    }
  }

  static let names = Primitive<Double>.all.map(\.name)

  @Test(arguments: names)
  func agreesWithCentredDifferences(_ name: String) throws {
    let primitive = try #require(Primitive<Double>.all.first { $0.name == name })
    for shapes in Self.shapes(of: primitive) {
      for seed: UInt64 in 1...3 {
        let points = try Self.inputs(primitive, shapes, seed: seed)
        let named = points.enumerated().map { (name: "argument \($0)", value: $1) }
        let check = try GradientCheck(at: named) { tape, variables in
          try tape.apply(primitive, variables)
        }
        #expect(check.relativeError < 1e-6, "\(shapes): \(String(describing: check.worst))")
      }
    }
  }

  /// <g, J t> = <Jᵀ g, t>: the two modes multiply by the same Jacobian.
  @Test(arguments: names)
  func modesAreAdjoint(_ name: String) throws {
    let primitive = try #require(Primitive<Double>.all.first { $0.name == name })
    for shapes in Self.shapes(of: primitive) {
      let tape = Tape<Double>()
      let inputs = try Self.inputs(primitive, shapes, seed: 9).map { tape.input($0) }
      let output = try tape.apply(primitive, inputs)
      var generator = SplitMix64(seed: 10)
      let g = Tensor<Double>.random(output.shape, using: &generator)
      let gradient = try tape.gradient(of: output, seed: g)
      // All inputs together, and each alone, since rules treat inputs that stand still apart.
      for moving in [inputs] + inputs.map({ [$0] }) {
        let t = Dictionary(
          uniqueKeysWithValues: moving.map { input in
            (input, Tensor<Double>.random(input.shape, using: &generator))
          })
        let left = try inner(g, tape.tangents(of: output, seeds: t)[output])
        let right = try moving.reduce(0) { try $0 + inner(gradient[$1], t[$1] ?? 0) }
        #expect(abs(left - right) <= 1e-10 * max(abs(left), 1), "\(shapes)")
      }
    }
  }

  @Test(arguments: names)
  func singlePrecisionFollowsDouble(_ name: String) throws {
    let primitive = try #require(Primitive<Double>.all.first { $0.name == name })
    for shapes in Self.shapes(of: primitive) {
      let points = try Self.inputs(primitive, shapes, seed: 4)
      let (doubles, floats) = (Tape<Double>(), Tape<Float>())
      let x = points.map { doubles.input($0) }
      let y = points.map { floats.input($0.converted(to: Float.self)) }
      let f = try doubles.apply(primitive, x)
      let h = try floats.apply(try #require(floats.primitives[name]), y)
      let df = try doubles.gradient(of: f, seed: .ones(f.shape))
      let dh = try floats.gradient(of: h, seed: .ones(h.shape))
      for (a, b) in zip(x, y) {
        // softmax's gradient along ones is zero but for rounding.
        let gap = try (df[a] - dh[b].converted(to: Double.self)).map(.abs)
        let scale = try Tensor<Double>(1) + df[a].map(.abs)
        #expect(try (gap / scale).elements.allSatisfy { $0 < 1e-5 }, "\(shapes)")
      }
    }
  }

  @Test(arguments: [
    ("relu(x)", 0.0, 0.0), ("abs(x)", 0, 0), ("step(x)", 0, 0), ("norm(x)", 0, 0),
    ("sqrt(x)", 0, .infinity), ("log(x)", 0, .infinity), ("x^2", 0, 0), ("x^0", 0, 0),
    ("x^1", 0, 1), ("x^2", -3, -6), ("x^3", -2, 12), ("x^-1", -2, -0.25), ("max(x, 0)", 0, 1),
    ("max(0, x)", 0, 0), ("min(x, 0)", 0, 1), ("square(x)", -3, -6), ("sigmoid(x)", 1000, 0),
    ("softplus(x)", 1000, 1), ("softplus(x)", -1000, 0), ("tanh(x)", -1000, 0),
  ])
  func kinksAndEdges(_ text: String, _ x: Double, _ slope: Double) throws {
    let trace = try Formula(text).trace(inputs: ["x": Tensor(x)])
    let variable = try #require(trace.inputs["x"])
    #expect(try trace.tape.gradient(of: trace.output)[variable].scalar == slope)
    let tangents = try trace.tape.tangents(of: trace.output, seeds: [variable: 1])
    #expect(tangents[trace.output].scalar == slope)
  }

  @Test func reshapePassesBothModes() throws {
    let x = Tensor<Double>([0.1, -0.2, 0.3, 0.4, 0.5, -0.6])
    let check = try GradientCheck(at: [(name: "x", value: x)]) { tape, variables in
      try tape.apply(.reshape(to: Shape([2, 3])), variables)
    }
    #expect(check.elements.count == 6 && check.relativeError < 1e-8)
    let tape = Tape<Double>()
    let variable = tape.input(x)
    let f = try tape.apply(.reshape(to: Shape([3, 2])), [variable])
    let tangent = try tape.tangents(of: f, seeds: [variable: x])[f]
    #expect(tangent.elements == x.elements && tangent.shape.extents == [3, 2])
    #expect(throws: ShapeError.self) { try tape.apply(.reshape(to: .vector(4)), [variable]) }
  }

  @Test func tiesInReductionsGoToTheFirst() throws {
    let trace = try Formula("max(x)").trace(inputs: ["x": Tensor([1, 3, 3])])
    let x = try #require(trace.inputs["x"])
    #expect(try trace.tape.gradient(of: trace.output)[x].elements == [0, 1, 0])
  }

  @Test func emptyExtremesAreRefused() throws {
    let error = try #require(throws: FormulaError.self) {
      try Formula("1 + max(x)").trace(inputs: ["x": Tensor([])])
    }
    #expect(error.description == "1:5: max: [0] does not fit: it needs at least one element")
  }
}
