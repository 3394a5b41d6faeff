import Testing
import VizAutodiff
import VizTensor

/// A program does what the tape does, to the last bit.
@Suite struct TapeProgramTests {
  @Test(arguments: PropertyTests.seeds)
  func agreesWithTheTape(_ seed: UInt64) throws {
    let graph = try RandomComposition(seed: seed)
    if seed.isMultiple(of: 2) {
      try compare(graph, seed, as: Float.self)
    } else {
      try compare(graph, seed, as: Double.self)
    }
  }

  /// What is left out changes nothing of what is there.
  @Test(arguments: PropertyTests.seeds.prefix(60))
  func agreesWithoutKeepingAll(_ seed: UInt64) throws {
    let graph = try RandomComposition(seed: seed)
    let (inputs, output) = try graph.trace(at: graph.inputs)
    let whole = try TapeProgram(of: output)
    let lean = try TapeProgram(of: output, keepsAll: false)
    for program in [whole, lean] {
      try program.forward()
      try program.backward()
    }
    #expect(try same(lean.value(of: output).elements, whole.value(of: output).elements))
    for input in inputs {
      #expect(
        try same(lean.gradient(of: input)?.elements, whole.gradient(of: input)?.elements))
    }
  }

  @Test func leavesOutWhatOneRunAloneNeeds() throws {
    let tape = Tape<Double>()
    let x = tape.input(Tensor((0..<10_000).map { Double($0) / 1e4 }))
    let product = try x * 3
    let inside = try product + 1
    let f = try mean(inside * inside)
    let whole = try TapeProgram(of: f)
    let lean = try TapeProgram(of: f, withRespectTo: [x], keepsAll: false)
    for program in [whole, lean] {
      try program.forward()
      try program.backward()
    }
    #expect(try lean.value(of: f) == whole.value(of: f))
    #expect(try lean.gradient(of: x) == whole.gradient(of: x))
    // The way back needs the one and not the other.
    #expect(lean.withValue(of: product.index) { $0.count } == nil)
    #expect(lean.withValue(of: inside.index) { $0.count } == 10_000)
    #expect(lean.withGradient(of: inside.index) { $0.count } == nil)
    #expect(throws: AutodiffError.self) { try lean.value(of: product) }
  }

  /// Records the graph, then runs it at the same leaves and at others, beside a tape of these.
  private func compare<S: TensorScalar>(
    _ graph: RandomComposition, _ seed: UInt64, as _: S.Type
  ) throws {
    var generator = SplitMix64(seed: seed)
    let recorded = try graph.trace(at: graph.inputs.map { $0.converted(to: S.self) })
    let program = try TapeProgram(of: recorded.output)
    let some = recorded.inputs.filter { _ in Bool.random(using: &generator) }
    let part = try TapeProgram(of: recorded.output, withRespectTo: some)
    for run in 0..<2 {
      let inputs = try graph.inputs.enumerated().map { position, input in
        if run == 0 { return input.converted(to: S.self) }
        if graph.choices.contains(position) {
          return Tensor(input.elements.map { _ in S(Int.random(in: 0...1, using: &generator)) })
        }
        let step = Tensor<Double>.random(input.shape, in: -0.1...0.1, using: &generator)
        return try (input + step).converted(to: S.self)
      }
      let (variables, output) = try graph.trace(at: inputs)
      for (program, wanted) in [(program, nil), (part, some)] {
        for (leaf, value) in zip(recorded.inputs, inputs) {
          // What the output does not depend on is no part of the program.
          guard (try? program.value(of: leaf)) != nil else { continue }
          try program.set(leaf, to: value)
        }
        try program.forward()
        try program.backward()
        let gradient = try output.tape.gradient(
          of: output, withRespectTo: wanted.map { $0.map { variables[$0.index] } })
        for index in output.tape.nodes.indices {
          let value = program.withValue(of: index) { Array($0) }
          if let value {
            #expect(same(value, output.tape.nodes[index].value.elements), "value \(index)")
          }
          let cotangent = program.withGradient(of: index) { Array($0) }
          #expect(same(cotangent, gradient.at(index)?.elements), "gradient \(index)")
        }
      }
    }
  }

  /// The program at other values, beside a tape of these.
  private func expect(
    _ program: TapeProgram<Float>, of loss: Variable<Float>, with leaves: [Variable<Float>],
    at values: [Tensor<Float>],
    asRecordedBy record: ([Tensor<Float>]) throws -> ([Variable<Float>], Variable<Float>)
  ) throws {
    for (leaf, value) in zip(leaves, values) { try program.set(leaf, to: value) }
    try program.forward()
    try program.backward()
    let (fresh, output) = try record(values)
    let gradient = try output.tape.gradient(of: output)
    #expect(same(try program.value(of: loss).elements, output.value.elements))
    for (leaf, variable) in zip(leaves, fresh) {
      #expect(same(try program.gradient(of: leaf)?.elements, gradient[variable].elements))
    }
  }

  /// Longer than a block, with rows and single numbers that broadcast, some of them twice.
  @Test func agreesBeyondOneBlock() throws {
    var generator = SplitMix64(seed: 5)
    func record(_ values: [Tensor<Float>]) throws -> ([Variable<Float>], Variable<Float>) {
      let tape = Tape<Float>()
      let v = values.map { tape.parameter($0) }
      let (x, w, b, scale, column) = (v[0], v[1], v[2], v[3], v[4])
      let h = try tanh(matmul(x, w) + b) * b / scale + column
      let centred = try (h - mean(h)) * (1 - b) - scale * h
      return (v, try mean(relu(centred) * centred) + sum(scale * b))
    }
    let shapes = try [[300, 5], [5, 16], [16], [], [300, 1]].map { try Shape($0) }
    let first = shapes.map { Tensor<Float>.random($0, using: &generator) }
    let (leaves, loss) = try record(first)
    let program = try TapeProgram(of: loss)
    for _ in 0..<3 {
      let values = shapes.map { Tensor<Float>.random($0, in: 0.5...1, using: &generator) }
      try expect(program, of: loss, with: leaves, at: values, asRecordedBy: record)
    }
  }

  /// Operations with a plan of their own, whose inputs are used more than once.
  @Test func agreesWherePlansCompute() throws {
    var generator = SplitMix64(seed: 11)
    func record(_ values: [Tensor<Float>]) throws -> ([Variable<Float>], Variable<Float>) {
      let tape = Tape<Float>()
      let v = values.map { tape.parameter($0) }
      let seen = try maxPool2d(
        conv2d(v[0], v[1], v[2], padding: 1, groups: 2) + v[0], kernel: 2)
      let turned = try transpose(seen, permutation: [0, 2, 3, 1])
      let normal = try layerNorm(turned, scale: v[3], shift: v[4]) + turned
      let weights = try softmax(normal) + softmax(normal, axis: 1)
      let wide = try transpose(
        layerNorm(transpose(normal), scale: v[5], shift: v[6], axis: -2))
      return (v, try mean(weights * wide * turned * weights))
    }
    let shapes = try [[2, 4, 6, 6], [4, 2, 3, 3], [4], [4], [4], [3, 2], [3, 2]]
      .map { try Shape($0) }
    let draw = { shapes.map { Tensor<Float>.random($0, in: -1...1, using: &generator) } }
    let (leaves, loss) = try record(draw())
    let program = try TapeProgram(of: loss)
    // Backward at once, with the values of the tape.
    try program.backward()
    let recorded = try loss.tape.gradient(of: loss)
    for leaf in leaves {
      #expect(same(try program.gradient(of: leaf)?.elements, recorded[leaf].elements))
    }
    for _ in 0..<2 {
      let values = draw()
      try expect(program, of: loss, with: leaves, at: values, asRecordedBy: record)
    }
  }

  /// A single image is multiplied where it lies.
  @Test func agreesOnOneImage() throws {
    var generator = SplitMix64(seed: 12)
    func record(_ values: [Tensor<Float>]) throws -> ([Variable<Float>], Variable<Float>) {
      let tape = Tape<Float>()
      let v = values.map { tape.parameter($0) }
      let pixels = try conv2d(v[0], v[1], v[2])
      let seen = try conv2d(pixels, v[3], padding: 1, groups: 2)
      return (v, try mean(seen * pixels))
    }
    let shapes = try [[1, 4, 5, 5], [4, 4, 1, 1], [4], [4, 2, 3, 3]].map { try Shape($0) }
    let draw = { shapes.map { Tensor<Float>.random($0, in: -1...1, using: &generator) } }
    let (leaves, loss) = try record(draw())
    let program = try TapeProgram(of: loss)
    for _ in 0..<2 {
      try expect(program, of: loss, with: leaves, at: draw(), asRecordedBy: record)
    }
  }

  @Test func beginsWithWhatTheTapeHas() throws {
    let tape = Tape<Double>()
    let x = tape.input(3)
    let y = tape.input(2)
    let unused = tape.input(1)
    let f = try x * y
    let program = try TapeProgram(of: f)
    try program.backward()
    #expect(try program.gradient(of: x) == 2)
    #expect(try program.value(of: f) == 6)
    #expect(try program.gradient(of: unused) == nil)
    try program.backward(seed: 10)
    #expect(try program.gradient(of: y) == 30)
  }

  @Test func trainsInPlace() throws {
    let tape = Tape<Double>()
    let x = tape.input(Tensor([1, 2]), named: "x")
    let w = tape.parameter(Tensor([0, 0]))
    let error = try dot(x, w) - 1
    let loss = try error * error
    let program = try TapeProgram(of: loss, withRespectTo: [w])
    for _ in 0..<50 {
      try program.forward()
      try program.backward()
      try program.update(w) { weights, gradient in weights.add(gradient, times: -0.05) }
    }
    try program.forward()
    #expect(try program.value(of: loss).elements[0] < 1e-10)
    try program.withMutableElements(of: w) { $0[0] = 7 }
    #expect(try program.value(of: w).elements[0] == 7)
    #expect(throws: AutodiffError.program(reason: "x has no gradient: none was asked for")) {
      try program.update(x) { _, _ in }
    }
  }

  /// Scores beside the loss that is made of them, and what the loss does not need.
  @Test func computesOthersToo() throws {
    let tape = Tape<Double>()
    let x = tape.input(2)
    let f = try x * x
    let aside = try exp(x)
    let program = try TapeProgram(of: f, computing: [aside])
    try program.set(x, to: 0)
    try program.forward()
    #expect(try program.value(of: aside) == 1)
    #expect(program.withValue(of: aside.index) { Array($0) } == [1])
    #expect(program.withGradient(of: aside.index) { Array($0) } == nil)
    #expect(program.withValue(of: 99) { $0.count } == nil)
  }

  @Test func drawsAnewAtEveryStep() throws {
    func record(step: Int) throws -> (Variable<Double>, Variable<Double>) {
      let x = Tape<Double>().input(.ones(.vector(20)))
      return (x, try sum(dropout(x, p: 0.5, seed: 3, step: step)))
    }
    let (x, f) = try record(step: 0)
    let program = try TapeProgram(of: f)
    var masks: Set<[Double]> = []
    for step in [0, 1, 2, 1] {
      program.step = step
      try program.forward()
      try program.backward()
      let (freshX, fresh) = try record(step: step)
      #expect(try program.value(of: f) == fresh.value)
      let mask = try #require(try program.gradient(of: x))
      #expect(try mask == fresh.tape.gradient(of: fresh)[freshX])
      masks.insert(mask.elements)
    }
    #expect(masks.count == 3)
  }

  @Test func refusesWhatDoesNotFit() throws {
    let tape = Tape<Double>()
    let other = Tape<Double>()
    let x = tape.input(Tensor([1, 2]), named: "x")
    let labels = tape.input(1)
    let aside = tape.input(1, named: "aside")
    let f = try crossEntropy(x, labels: labels)
    #expect(throws: AutodiffError.otherTape(op: "program")) {
      try TapeProgram(of: f, withRespectTo: [other.input(1)])
    }
    let program = try TapeProgram(of: f)
    #expect(
      throws: AutodiffError.program(
        reason: "value 3, cross_entropy, is computed, and cannot be given")
    ) {
      try program.set(f, to: 1)
    }
    #expect(throws: AutodiffError.program(reason: "the output does not depend on aside")) {
      try program.set(aside, to: 2)
    }
    #expect(
      throws: ShapeError(
        op: "set", shapes: [.vector(3)], reason: "the value was recorded with [2]")
    ) { try program.set(x, to: Tensor([1, 2, 3])) }
    // A label that is no class is found where the values are computed.
    try program.set(labels, to: 5)
    #expect(throws: ShapeError.self) { try program.forward() }
    #expect(throws: AutodiffError.seedShape(seed: .vector(2), value: .scalar)) {
      try program.backward(seed: Tensor([1, 2]))
    }
    let later = tape.input(1)
    #expect(throws: AutodiffError.program(reason: "value 4, input, was recorded later")) {
      try program.value(of: later)
    }
    #expect(throws: AutodiffError.noSeed(output: .vector(2))) {
      try TapeProgram(of: exp(x)).backward()
    }
  }

  /// A rule that someone else wrote is used as it stands.
  @Test func runsForeignRules() throws {
    let cube = Primitive<Double>(
      "cube", arity: 1, value: { try $0[0] * $0[0] * $0[0] },
      vjp: { g, call, _ in try g * 3 * call.inputs[0] * call.inputs[0] }, jvp: nil)
    let tape = Tape<Double>()
    let x = tape.input(1)
    let program = try TapeProgram(of: tape.apply(cube, [x]))
    try program.set(x, to: 2)
    try program.forward()
    try program.backward()
    #expect(try program.value(of: program.output) == 8)
    #expect(try program.gradient(of: x) == 12)
  }
}

/// Whether two lists have the same bits; one NaN is like another.
private func same<S: TensorScalar>(_ a: [S]?, _ b: [S]?) -> Bool {
  guard let a, let b else { return (a == nil) == (b == nil) }
  return a.count == b.count
    && zip(a, b).allSatisfy {
      ($0.isNaN && $1.isNaN) || Double($0).bitPattern == Double($1).bitPattern
    }
}
