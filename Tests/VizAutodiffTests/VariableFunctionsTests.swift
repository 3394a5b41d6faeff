import Testing
import VizAutodiff
import VizTensor

/// The functions of variables record the operation that they are named after, with its attributes.
@Suite struct VariableFunctionsTests {
  typealias V = Variable<Double>

  func check(
    _ op: String, _ attributes: [String: Attribute] = [:],
    _ function: (_ x: V, _ y: V) throws -> V
  ) throws {
    let tape = Tape<Double>()
    let shape = try Shape([2, 3])
    let node = try function(tape.input(.ones(shape)), tape.input(.ones(shape))).node
    guard case .primitive(let primitive) = node.origin else {
      Issue.record("\(op) recorded a leaf")
      return
    }
    #expect(primitive.name == op && primitive.attributes == attributes)
  }

  @Test func elementwise() throws {
    try check("exp") { x, _ in try exp(x) }
    try check("log") { x, _ in try log(x) }
    try check("sin") { x, _ in try sin(x) }
    try check("cos") { x, _ in try cos(x) }
    try check("tan") { x, _ in try tan(x) }
    try check("sqrt") { x, _ in try sqrt(x) }
    try check("abs") { x, _ in try abs(x) }
    try check("tanh") { x, _ in try tanh(x) }
    try check("sigmoid") { x, _ in try sigmoid(x) }
    try check("softplus") { x, _ in try softplus(x) }
    try check("relu") { x, _ in try relu(x) }
    try check("step") { x, _ in try step(x) }
    try check("leaky_relu", ["slope": 0.2]) { x, _ in try leakyReLU(x, slope: 0.2) }
    try check("elu", ["alpha": 2.0]) { x, _ in try elu(x, alpha: 2) }
    try check("gelu", ["approximate": "tanh"]) { x, _ in try gelu(x, approximate: .tanh) }
    try check("dropout", ["seed": 5]) { x, _ in try dropout(x, seed: 5) }
    try check("maximum") { x, y in try maximum(x, y) }
    try check("minimum") { x, y in try minimum(x, y) }
  }

  @Test func reductionsAndProducts() throws {
    try check("matmul") { x, y in try matmul(x, transpose(y)) }
    try check("dot") { x, y in try dot(reshape(x, to: [-1]), reshape(y, to: [6])) }
    try check("sum", ["axes": [0]]) { x, _ in try sum(x, axes: [0]) }
    try check("mean", ["keepdims": true]) { x, _ in try mean(x, axes: nil, keepdims: true) }
    try check("max", ["axes": [1], "keepdims": true]) { x, _ in
      try max(x, axes: [1], keepdims: true)
    }
    try check("min") { x, _ in try min(x) }
    try check("norm", ["axes": [-1]]) { x, _ in try norm(x, axes: [-1]) }
    try check("logsumexp") { x, _ in try logsumexp(x) }
    try check("softmax") { x, _ in try softmax(x) }
    try check("softmax", ["axis": 0]) { x, _ in try softmax(x, axis: 0) }
    try check("log_softmax") { x, _ in try logSoftmax(x) }
  }

  @Test func shapes() throws {
    try check("transpose", ["permutation": [1, 0]]) { x, _ in
      try transpose(x, permutation: [1, 0])
    }
    try check("reshape", ["shape": [3, -1]]) { x, _ in try reshape(x, to: [3, -1]) }
    try check("broadcast", ["shape": [1, 2, 3]]) { x, _ in try broadcast(x, to: Shape([1, 2, 3])) }
    try check("concat", ["axis": 1]) { x, y in try concat([x, y], axis: 1) }
    try check("slice", ["starts": [1], "stops": [2]]) { x, _ in
      try slice(x, starts: [1], stops: [2])
    }
    try check("gather") { x, _ in try gather(x, x.tape.constant(Tensor([1, 0]))) }
  }

  @Test func networks() throws {
    try check("mse", ["reduction": "sum"]) { x, y in try mse(x, y, reduction: .sum) }
    try check("hinge", ["margin": 0.5]) { x, y in try hinge(x, targets: y, margin: 0.5) }
    try check("hinge") { x, _ in try hinge(x, labels: x.tape.constant(Tensor([1, 2]))) }
    try check("cross_entropy", ["axis": 0]) { x, _ in
      try crossEntropy(x, labels: x.tape.constant(Tensor([1, 0, 1])), axis: 0)
    }
    try check("cross_entropy") { x, y in try crossEntropy(x, distributions: y) }
    try check("layer_norm", ["axis": 0]) { x, y in try layerNorm(x, scale: y, shift: y, axis: 0) }
    try check("conv2d", ["padding": [1, 1]]) { x, y in
      try conv2d(reshape(x, to: [1, 1, 2, 3]), reshape(y, to: [1, 1, 2, 3]), padding: 1)
    }
    try check("max_pool2d", ["kernel": [2, 2]]) { x, _ in
      try maxPool2d(reshape(x, to: [1, 1, 2, 3]), kernel: 2)
    }
    try check("avg_pool2d", ["kernel": [2, 1], "count_include_pad": false]) { x, _ in
      try avgPool2d(reshape(x, to: [1, 1, 2, 3]), kernel: Extent2D(2, 1), countIncludePad: false)
    }
    try check("batch_norm", ["epsilon": 0.1]) { x, _ in
      let c = x.tape.constant(Tensor([1, 2, 3]))
      return try batchNorm(x, scale: c, shift: c, epsilon: 0.1)
    }
    try check("batch_norm") { x, _ in
      let c = x.tape.constant(Tensor([1, 2, 3]))
      return try batchNorm(x, scale: c, shift: c, mean: c, variance: c)
    }
  }
}
