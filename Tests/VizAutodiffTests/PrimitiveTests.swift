import Testing
import VizBase
import VizCheck
import VizTensor

@testable import VizAutodiff

/// Every rule in both modes: against centred differences, and one mode against the other.
@Suite struct PrimitiveTests {
  @Test(arguments: Sample.ops)
  func agreesWithCentredDifferences(_ op: String) throws {
    for sample in Sample.samples(of: op) {
      let (primitive, moving) = (try sample.primitive(of: Double.self), try sample.moving())
      for seed: UInt64 in 1...3 {
        let points = try sample.inputs(seed: seed)
        let named = moving.map { (name: "argument \($0)", value: points[$0]) }
        let check = try GradientCheck(at: named) { tape, variables in
          var inputs = points.map { tape.constant($0) }
          for (position, variable) in zip(moving, variables) { inputs[position] = variable }
          return try tape.apply(primitive, inputs)
        }
        #expect(check.relativeError < 1e-6, "\(sample): \(String(describing: check.worst))")
      }
    }
  }

  /// <g, J t> = <Jᵀ g, t>: the two modes multiply by the same Jacobian.
  @Test(arguments: Sample.ops)
  func modesAreAdjoint(_ op: String) throws {
    for sample in Sample.samples(of: op) {
      let tape = Tape<Double>()
      let inputs = try sample.inputs(seed: 9).map { tape.input($0) }
      let output = try tape.apply(sample.primitive(of: Double.self), inputs)
      // A mean of none is NaN, and moves nowhere.
      guard output.value.elements.allSatisfy({ $0.isFinite }) else { continue }
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
        #expect(abs(left - right) <= 1e-10 * max(abs(left), 1), "\(sample)")
      }
    }
  }

  @Test(arguments: Sample.ops)
  func singlePrecisionFollowsDouble(_ op: String) throws {
    for sample in Sample.samples(of: op) {
      let points = try sample.inputs(seed: 4)
      let (doubles, floats) = (Tape<Double>(), Tape<Float>())
      let x = points.map { doubles.input($0) }
      let y = points.map { floats.input($0.converted(to: Float.self)) }
      let f = try doubles.apply(sample.primitive(of: Double.self), x)
      let h = try floats.apply(sample.primitive(of: Float.self), y)
      let df = try doubles.gradient(of: f, seed: .ones(f.shape))
      let dh = try floats.gradient(of: h, seed: .ones(h.shape))
      for (a, b) in zip(x, y) {
        // softmax's gradient along ones is zero but for rounding.
        let gap = try (df[a] - dh[b].converted(to: Double.self)).map(.abs)
        let scale = try Tensor<Double>(1) + df[a].map(.abs)
        #expect(try (gap / scale).elements.allSatisfy { $0 < 2e-5 }, "\(sample)")
      }
    }
  }

  /// What a primitive says of itself makes it again.
  @Test(arguments: Sample.ops)
  func attributesMakeThePrimitiveAgain(_ op: String) throws {
    for sample in Sample.samples(of: op) {
      let primitive = try sample.primitive(of: Double.self)
      #expect(primitive.name == op)
      let again = try Primitive<Double>.make(op: op, attributes: primitive.attributes)
      #expect(again.attributes == primitive.attributes)
      let inputs = try sample.inputs(seed: 2)
      let (a, b) = (try primitive.value(inputs), try again.value(inputs))
      #expect(relativeError(a, b) == 0, "\(sample)")
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
    let trace = try MathExpression(text).trace(inputs: ["x": Tensor(x)])
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
    let trace = try MathExpression("max(x)").trace(inputs: ["x": Tensor([1, 3, 3])])
    let x = try #require(trace.inputs["x"])
    #expect(try trace.tape.gradient(of: trace.output)[x].elements == [0, 1, 0])
  }

  @Test func emptyExtremesAreRefused() throws {
    let error = try #require(throws: ExpressionError.self) {
      try MathExpression("1 + max(x)").trace(inputs: ["x": Tensor([])])
    }
    #expect(error.description == "1:5: max: [0] does not fit: it needs at least one element")
  }

  /// Of operations with attributes: the slope at x, where it is a choice, in both modes.
  @Test(
    arguments: [
      ("leaky_relu", ["slope": 0.2], 0.0, 0.2), ("elu", ["alpha": 0.5], 0, 0.5),
      ("gelu", [:], 0, 0.5),
      ("gelu", [:], -1000, 0), ("gelu", [:], 1000, 1), ("gelu", ["approximate": "tanh"], -1e200, 0),
      ("gelu", ["approximate": "tanh"], 1e200, 1), ("elu", [:], -1000, 0),
      ("dropout", ["p": 1], 3, 0),
      ("dropout", ["p": 0], 3, 1),
    ] as [(String, [String: Attribute], Double, Double)])
  func kinksOfOperationsWithAttributes(
    _ op: String, _ attributes: [String: Attribute], _ x: Double, _ slope: Double
  ) throws {
    let tape = Tape<Double>()
    let variable = tape.input(Tensor(x))
    let output = try tape.apply(.make(op: op, attributes: attributes), [variable])
    #expect(try tape.gradient(of: output)[variable].scalar == slope)
    #expect(try tape.tangents(of: output, seeds: [variable: 1])[output].scalar == slope)
  }

  @Test func kinksOfLossesAndPools() throws {
    let tape = Tape<Double>()
    // The margin met exactly: the flat side.
    let score = tape.input(Tensor([1, -1]))
    let targets = tape.constant(Tensor([1, -1]))
    let binary = try hinge(score, targets: targets)
    #expect(binary.value.scalar == 0)
    #expect(try tape.gradient(of: binary)[score].elements == [0, 0])
    let scores = tape.input(Tensor([2, 1, 0]))
    let multiclass = try hinge(scores, labels: tape.constant(0))
    #expect(try tape.gradient(of: multiclass)[scores].elements == [0, 0, 0])
    // A tie: the first pixel in row-major order.
    let images = tape.input(.ones(try Shape([1, 1, 2, 2])))
    let pooled = try sum(maxPool2d(images, kernel: 2))
    #expect(try tape.gradient(of: pooled)[images].elements == [1, 0, 0, 0])
    // The norm of a row that is zero.
    let rows = tape.input(try Tensor(rows: [[0, 0], [3, 4]]))
    let norms = try sum(norm(rows, axes: [1]))
    #expect(try tape.gradient(of: norms)[rows].elements == [0, 0, 0.6, 0.8])
  }

  @Test func lossesStayFiniteFarOut() throws {
    let tape = Tape<Double>()
    let logits = tape.input(try Tensor(rows: [[1000, -1000], [-1000, 1000]]))
    let loss = try crossEntropy(logits, labels: tape.constant(Tensor([1, 1])), reduction: .none)
    #expect(loss.value.elements == [2000, 0])
    let gradient = try tape.gradient(of: loss, seed: .ones(loss.shape))[logits]
    #expect(gradient.elements == [1, -1, 0, 0])
    // A class that is masked out costs nothing where another is the label.
    let masked = tape.input(Tensor([0, -.infinity]))
    let other = try crossEntropy(masked, labels: tape.constant(0))
    #expect(other.value.scalar == 0)
    #expect(try tape.gradient(of: other)[masked].elements == [0, 0])
    #expect(try logsumexp(logits, axes: [1]).value.elements == [1000, 1000])
  }

  @Test func dropoutIsInvertedAndDeterministic() throws {
    let tape = Tape<Double>()
    let x = tape.input(.ones(.vector(10000)))
    let y = try dropout(x, p: 0.25, seed: 3)
    #expect(y.value == (try dropout(x, p: 0.25, seed: 3).value))
    #expect(y.value != (try dropout(x, p: 0.25, seed: 4).value))
    #expect(Set(y.value.elements) == [0, 1 / 0.75])
    let mean = try #require(y.value.mean().scalar)
    #expect(abs(mean - 1) < 0.03)
  }

  @Test func repeatedIndicesAddUp() throws {
    let tape = Tape<Double>()
    let table = tape.input(try Tensor(rows: [[1, 2], [3, 4], [5, 6]]))
    let entries = try gather(table, tape.constant(Tensor([2, 0, 2])))
    #expect(entries.value.elements == [5, 6, 1, 2, 5, 6])
    let gradient = try tape.gradient(of: sum(entries))[table]
    #expect(gradient.elements == [1, 1, 0, 0, 2, 2])
  }
}
