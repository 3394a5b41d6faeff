import Testing
import VizAutodiff
import VizTensor

@Suite struct CostTests {
  /// The stated costs against the operations that the engine really does, for every operation at
  /// every shape that its rules are tried on.
  @Test(arguments: Sample.ops)
  func statesWhatIsDone(_ op: String) throws {
    // Where a branch decides, the costlier one is stated.
    let sign = ["leaky_relu", "elu"].contains(op) ? -1.0 : 1.0
    for sample in Sample.samples(of: op) {
      let primitive = try sample.primitive(of: Counted.self)
      let moving = try sample.moving()
      let inputs = try sample.inputs(seed: 3).enumerated().map { position, input in
        moving.contains(position)
          ? try Tensor(input.elements.map { Counted(sign * abs($0)) }, shape: input.shape)
          : input.converted(to: Counted.self)
      }
      let shapes = inputs.map(\.shape)
      var output = inputs[0]
      let forward = try Counted.count { output = try primitive.value(inputs) }
      #expect(without(primitive.cost(of: shapes, output: output.shape)) == forward, "\(sample)")
      let call = Call(inputs: inputs, output: output)
      let seed = Tensor<Counted>(repeating: 1, shape: output.shape)
      for position in inputs.indices {
        let backward = try Counted.count {
          _ = try primitive.vjp?(seed, call, position).sum(to: shapes[position])
        }
        let stated = primitive.vjpCost(of: shapes, output: output.shape, position: position)
        #expect(without(stated) == backward, "\(sample), argument \(position)")
      }
    }
  }

  /// An operation of someone else's, also where it takes the name of one of ours.
  @Test(arguments: ["cube", "conv2d", "hinge", "matmul", "avg_pool2d"])
  func countsTheUnknownOnceAnElement(_ name: String) throws {
    let primitive = Primitive<Double>(
      name, arity: 1, value: { $0[0] }, vjp: { g, _, _ in g }, jvp: nil)
    let shape = Shape.vector(3)
    let once = OperationCount(multiplications: 3, additions: 3)
    #expect(without(primitive.cost(of: [shape], output: shape)) == once)
    #expect(without(primitive.vjpCost(of: [shape], output: shape, position: 0)) == once)
  }

  private func without(_ count: OperationCount) -> OperationCount {
    var count = count
    count.bytes = 0
    return count
  }

  /// Reverse mode costs a small constant, the others pay for every input.
  @Test func gradientsAreCheap() throws {
    for size in [4, 16, 64] {
      let expression = try MathExpression("sum(tanh(W @ x)^2)")
      let trace = try expression.trace(inputs: [
        "W": Tensor(repeating: 0.1, shape: Shape([size, size])),
        "x": Tensor(repeating: 0.2, shape: .vector(size)),
      ])
      let cost = TapeCost(of: trace.output)
      #expect(cost.inputCount == size * (size + 1))
      #expect(try #require(cost.reverseRatio) < 4.5)
      #expect(try #require(cost.forwardRatio) > Double(cost.inputCount))
      #expect(cost.differencesRatio == Double(1 + 2 * cost.inputCount))
    }
    #expect(
      try TapeCost(of: MathExpression("x").trace(inputs: ["x": 1]).output).reverseRatio == nil)
  }

  @Test func matrixProductsCountByHand() throws {
    let trace = try MathExpression("A @ B").trace(inputs: [
      "A": Tensor(repeating: 1, shape: Shape([2, 3])),
      "B": Tensor(repeating: 1, shape: Shape([3, 4])),
    ])
    let cost = TapeCost(of: trace.output)
    #expect(
      cost.forward
        == OperationCount(multiplications: 24, additions: 24, bytes: 8 * (6 + 12 + 8)))
    #expect(cost.backward.multiplications == 48)
  }

  /// Nesting makes the written-out derivative grow exponentially and the tape by a constant.
  @Test func expressionsSwell() throws {
    var (previous, tapes) = (1.0, [Int]())
    for depth in 1...12 {
      let steps = (1...depth).map { "l\($0) = 4 * l\($0 - 1) * (1 - l\($0 - 1))" }
      let trace = try MathExpression(steps.joined(separator: "; ")).trace(inputs: ["l0": 0.2])
      let swell = ExpressionSwell(of: trace.output)
      if depth > 2 { #expect(swell.derivative > 1.9 * previous) }
      previous = swell.derivative
      tapes.append(swell.tape)
    }
    #expect(zip(tapes, tapes.dropFirst()).allSatisfy { $1 - $0 == 5 })
    // (x y)' by the product rule: x' y + x y'.
    let product = ExpressionSwell(
      of: try MathExpression("x * y").trace(inputs: ["x": 1, "y": 2]).output)
    #expect(product.tape == 3 && product.expression == 3 && product.derivative == 7)
  }
}
