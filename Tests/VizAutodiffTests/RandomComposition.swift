import VizAutodiff
import VizTensor

/// A random graph of primitives that can be computed again at other inputs.
struct RandomComposition {
  struct Step {
    var op: String
    var attributes: [String: Attribute]
    /// Positions among the inputs, and the steps after them.
    var operands: [Int]
  }

  private(set) var inputs: [Tensor<Double>]
  private(set) var steps: [Step] = []
  /// The positions of the inputs that are labels or indices.
  private(set) var choices: Set<Int>
  private var generator: SplitMix64

  /// 5 to 50 nodes beside the inputs; the last ones add up all that no other node takes.
  init(seed: UInt64) throws {
    generator = SplitMix64(seed: seed)
    inputs = []
    for extents in [[], [3], [2, 3], [3, 2], [2, 3, 2], [1, 2, 4, 4], [2, 2, 2, 2]] {
      inputs.append(.random(try Shape(extents), in: -1.5...1.5, using: &generator))
    }
    choices = [inputs.count, inputs.count + 1]
    inputs += [Tensor([1, 0]), Tensor([0, 1, 1, 0])]
    let tape = Tape<Double>()
    var values = inputs.map { tape.input($0) }
    var isUsed = [Bool](repeating: false, count: values.count)
    let count = Int.random(in: 5...48, using: &generator)
    func sinks() -> [Int] { isUsed.indices.filter { !isUsed[$0] && $0 >= inputs.count } }
    // Each sink takes a mean and a sum in the end.
    while steps.count + 2 * sinks().count - 1 < count {
      guard let step = draw(values),
        let value = try? tape.apply(
          .make(op: step.op, attributes: step.attributes), step.operands.map { values[$0] }),
        value.shape.elementCount > 0, value.shape.elementCount <= 64,
        value.value.elements.allSatisfy({ abs($0) < 20 })
      else { continue }
      for operand in step.operands { isUsed[operand] = true }
      values.append(value)
      isUsed.append(false)
      steps.append(step)
    }
    for (number, sink) in sinks().enumerated() {
      steps.append(Step(op: "mean", attributes: [:], operands: [sink]))
      if number > 0 {
        let last = inputs.count + steps.count
        steps.append(Step(op: "add", attributes: [:], operands: [last - 2, last - 1]))
      }
    }
  }

  /// Records the graph at `inputs`; returns the variables of the inputs and the output.
  func trace<S: TensorScalar>(
    at inputs: [Tensor<S>]
  ) throws -> (inputs: [Variable<S>], output: Variable<S>) {
    let tape = Tape<S>()
    let variables = inputs.map { tape.input($0) }
    var values = variables
    for step in steps {
      values.append(
        try tape.apply(
          .make(op: step.op, attributes: step.attributes), step.operands.map { values[$0] }))
    }
    return (variables, values[values.count - 1])
  }

  /// A use of an operation that may fit; nil where it comes too near to a pole.
  private mutating func draw(_ values: [Variable<Double>]) -> Step? {
    let unary = [
      "neg", "identity", "exp", "log", "log1p", "expm1", "erf", "rsqrt", "reciprocal", "silu",
      "mish", "hardtanh", "hardswish", "clamp", "detach", "sin", "cos", "tan", "sqrt", "abs",
      "tanh", "sigmoid", "relu",
      "leaky_relu", "elu", "gelu", "softplus", "dropout", "softmax", "log_softmax", "layer_norm",
      "transpose", "reshape", "slice", "sum", "mean", "max", "min", "norm", "norm", "logsumexp",
      "broadcast", "max_pool2d", "avg_pool2d", "step", "var", "std", "prod", "cumsum", "split",
      "chunk", "unbind", "pad", "group_norm", "instance_norm", "rms_norm", "upsample_nearest",
      "upsample_nearest_exact", "upsample_linear", "upsample_bilinear", "adaptive_avg_pool1d",
      "adaptive_avg_pool2d",
    ]
    let binary = [
      "add", "sub", "mul", "div", "pow", "maximum", "minimum", "matmul", "dot", "concat", "mse",
      "cross_entropy", "hinge", "gather", "conv2d", "conv2d", "masked_fill", "l1", "smooth_l1",
      "huber", "bce",
      "bce_with_logits", "kl_div", "nll", "cosine_similarity", "linear", "gemm", "gemm",
      "gemm", "stack", "index_select", "gather_elements", "take_along_dim", "take_along_dim",
      "take_along_dim", "embedding", "conv1d", "conv_transpose2d", "conv_transpose2d",
      "conv_transpose2d", "conv_transpose2d", "conv_transpose1d", "einsum", "einsum", "einsum",
    ]
    let ternary = [
      "where", "addmm", "addmm", "addmm", "addmm", "addmm", "addmm", "scatter_add",
      "scaled_dot_product_attention",
    ]
    let ops = unary + binary + ternary
    let op = ops[Int.random(in: 0..<ops.count, using: &generator)]
    let count = unary.contains(op) ? 1 : binary.contains(op) ? 2 : 3
    var operands = (0..<count).map { _ in Int.random(in: 0..<values.count, using: &generator) }
    let choosing = [
      "where": 0, "masked_fill": 1, "gather": 1, "nll": 1, "index_select": 1, "embedding": 0,
      "gather_elements": 1, "take_along_dim": 1, "scatter_add": 1,
    ]
    // What asks for much is not left to chance.
    let fitting = values.indices.filter { index in
      switch op {
      case "bce": values[index].value.elements.allSatisfy { 0.05...0.95 ~= $0 }
      case "addmm", "gemm": values[index].shape.rank == 2
      case "take_along_dim": values[index].shape.rank == 1
      default: true
      }
    }
    if fitting.count < values.count {
      operands = operands.map { _ in fitting.randomElement(using: &generator) ?? 0 }
    }
    if let position = choosing[op] {
      operands[position] = choices.sorted().randomElement(using: &generator) ?? 0
    }
    let x = values[operands[0]]
    let last = operands.last.map { values[$0].value.elements } ?? []
    switch op {
    case "detach" where !choices.contains(operands[0]): return nil
    case "log1p": if x.value.elements.contains(where: { $0 < -0.9 }) { return nil }
    case "reciprocal": if last.contains(where: { abs($0) < 0.1 }) { return nil }
    case "std": if x.value.elements.count < 3 { return nil }
    case "bce":
      if [x.value.elements, last].joined().contains(where: { !(0.05...0.95 ~= $0) }) { return nil }
    case "kl_div": if last.contains(where: { $0 < 0.1 }) { return nil }
    case "cosine_similarity":
      if [x.value.elements, last].joined().contains(where: { abs($0) < 0.1 }) { return nil }
    case "log", "sqrt", "rsqrt", "norm":
      if x.value.elements.contains(where: { $0 < 0.1 }) { return nil }
    case "pow": if x.value.elements.contains(where: { $0 < 0.1 }) { return nil }
    case "div": if last.contains(where: { abs($0) < 0.1 }) { return nil }
    default: break
    }
    return Step(op: op, attributes: attributes(of: op, x.shape), operands: operands)
  }

  private mutating func attributes(of op: String, _ shape: Shape) -> [String: Attribute] {
    let axis = shape.rank == 0 ? 0 : Int.random(in: -shape.rank..<shape.rank, using: &generator)
    switch op {
    case "sum", "mean", "max", "min", "norm", "logsumexp", "prod":
      return ["axes": .ints([axis]), "keepdims": .bool(.random(using: &generator))]
    case "softmax", "log_softmax", "layer_norm", "concat": return ["axis": .int(axis)]
    case "var": return ["axes": .ints([axis]), "correction": 0.5]
    case "cumsum", "cosine_similarity", "stack", "unbind", "take_along_dim":
      return ["axis": .int(axis)]
    case "split": return ["sizes": 2, "axis": .int(axis)]
    case "chunk": return ["chunks": 2, "axis": .int(axis)]
    case "pad":
      let modes: [Attribute] = ["constant", "reflect", "replicate", "circular"]
      return ["pad": [1, 0], "mode": modes[Int.random(in: 0..<4, using: &generator)]]
    case "gemm": return ["transB": .bool(.random(using: &generator)), "alpha": 0.5]
    case "transpose":
      return ["permutation": .ints((0..<shape.rank).shuffled(using: &generator))]
    case "reshape": return ["shape": [2, -1]]
    case "slice": return ["starts": [-1], "stops": [-3], "steps": [-1]]
    case "broadcast": return ["shape": .ints([2] + shape.extents)]
    case "dropout": return ["p": 0.3, "seed": .int(Int.random(in: 0..<100, using: &generator))]
    case "max_pool2d", "avg_pool2d": return ["kernel": 2, "strides": 1, "padding": 1]
    case "conv2d": return ["padding": [1, 0]]
    case "conv1d", "conv_transpose1d", "conv_transpose2d": return ["padding": 1]
    case "einsum": return ["equation": "ij...,jk->k...i"]
    case "group_norm": return ["num_groups": 1]
    case "upsample_nearest", "upsample_nearest_exact", "upsample_linear", "upsample_bilinear":
      return ["size": 3]
    case "adaptive_avg_pool1d", "adaptive_avg_pool2d": return ["output_size": 2]
    case "clamp": return ["min": -0.75]
    case "masked_fill": return ["value": 0.5]
    default: return [:]
    }
  }
}
