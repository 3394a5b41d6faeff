import Testing
import VizAutodiff
import VizTensor

/// Misuse throws an error that names the operation, the shapes and what would fit.
@Suite struct PrimitiveErrorTests {
  /// An operation of ones, or of the elements where a shape has some.
  func message(
    _ op: String, _ attributes: [String: Attribute] = [:], _ inputs: Tensor<Double>...
  ) -> String {
    do {
      let tape = Tape<Double>()
      let primitive = try Primitive<Double>.make(op: op, attributes: attributes)
      let output = try tape.apply(primitive, inputs.map { tape.input($0) })
      return "no error, but \(output.shape)"
    } catch { return String(describing: error) }
  }

  func ones(_ extents: Int...) throws -> Tensor<Double> { .ones(try Shape(extents)) }

  @Test func attributes() throws {
    let x = try ones(2, 3)
    #expect(
      message("sum", ["along": 1], x)
        == "sum: attribute along: there is no such attribute; it has axes, keepdims")
    #expect(
      message("sum", ["axes": 1, "dim": 1], x)
        == "sum: attribute dim: it is another name of axes, and both are given")
    #expect(
      message("clamp", [:], x)
        == "clamp: attribute min: it is missing, and so is max; one of them must be there")
    #expect(
      message("exp", ["axes": [0]], x)
        == "exp: attribute axes: there is no such attribute; it has none")
    #expect(
      message("sum", ["axes": "all"], x)
        == "sum: attribute axes: it must be a list of whole numbers, not \"all\"")
    #expect(
      message("sum", ["keepdims": 2], x)
        == "sum: attribute keepdims: it must be true or false, not 2")
    #expect(
      message("softmax", ["axis": 0.5], x)
        == "softmax: attribute axis: it must be a whole number, not 0.5")
    #expect(
      message("elu", ["alpha": [1]], x) == "elu: attribute alpha: it must be a number, not [1]")
    #expect(
      message("gelu", ["approximate": "erf"], x)
        == "gelu: attribute approximate: it must be \"none\" or \"tanh\", not \"erf\"")
    #expect(
      message("reshape", [:], x)
        == "reshape: attribute shape: it is missing, and must be a list of whole numbers")
    #expect(
      message("max_pool2d", ["kernel": [1, 2, 3]], x)
        == "max_pool2d: attribute kernel: it must be one number, or one for rows and one for "
        + "columns, not [1, 2, 3]")
    #expect(
      message("dropout", ["p": 1.5], x)
        == "dropout: attribute p: it must be a probability from 0 to 1, not 1.5")
    #expect(message("mystery", [:], x) == "mystery: there is no such primitive")
    #expect(message("batch_norm", [:], x) == "batch_norm: it takes 3 to 5 arguments, not 1")
  }

  @Test func axesAndShapes() throws {
    let x = try ones(2, 3)
    #expect(
      message("sum", ["axes": [2]], x)
        == "sum: [2, 3] does not fit: there is no axis 2; they go from -2 to 1")
    #expect(
      message("softmax", ["axis": 1], 1)
        == "softmax: [] does not fit: there is no axis 1; a scalar has none")
    #expect(
      message("mean", ["axes": [1, -1]], x)
        == "mean: [2, 3] does not fit: axis -1 is named twice in [1, -1]")
    #expect(
      message("max", ["axes": [0]], try ones(0, 3))
        == "max: [0, 3] does not fit: it needs at least one element")
    #expect(
      message("transpose", ["permutation": [0]], x)
        == "transpose: [2, 3] does not fit: the permutation [0] names 1 axes, not all 2")
    #expect(
      message("reshape", ["shape": [4, -1]], x)
        == "reshape: [2, 3] does not fit: it has 6 elements, and no number in the place of -1 "
        + "makes [4, -1] have as many")
    #expect(
      message("reshape", ["shape": [.max, 2]], x)
        == "shape: [9223372036854775807, 2] has more elements than fit in memory")
    #expect(
      message("broadcast", ["shape": [2]], x)
        == "broadcast: [2, 3] and [2] do not fit: the last axes, 3 and 2, must be equal or one "
        + "be 1")
    #expect(
      message("slice", ["starts": [0], "stops": [1], "steps": [0]], x)
        == "slice: [2, 3] does not fit: a step of 0 leads nowhere")
    #expect(
      message("concat", ["axis": 1], x, try ones(3, 3))
        == "concat: [2, 3] and [3, 3] do not fit: all axes but axis 1 must be equal")
    #expect(
      message("matmul", [:], try ones(2, 2, 3), try ones(3, 3, 2))
        == "matmul: [2, 2, 3] and [3, 3, 2] do not fit: the axes before the matrices, [2] and "
        + "[3], do not broadcast")
  }

  @Test func losses() throws {
    let scores = try ones(2, 3)
    #expect(
      message("cross_entropy", [:], scores, Tensor([0, 3]))
        == "cross_entropy: [2, 3] and [2] do not fit: label 1 is 3.0, not a whole number in "
        + "range: they go from 0 to 2")
    #expect(
      message("hinge", [:], scores, Tensor([0.5, 1]))
        == "hinge: [2, 3] and [2] do not fit: label 0 is 0.5, not a whole number in range: they "
        + "go from 0 to 2")
    #expect(
      message("cross_entropy", [:], scores, Tensor([0, 1, 2]))
        == "cross_entropy: [2, 3] and [3] do not fit: for these scores labels have shape [2], and "
        + "targets [2, 3]")
    #expect(
      message("hinge", [:], scores, try ones(3, 2))
        == "hinge: [2, 3] and [3, 2] do not fit: targets have the shape of the scores, and labels "
        + "lack the axis of the classes")
    // The table broadcasts, as PyTorch does; who writes a loss meant to compare all with one another?
    let tape = Tape<Double>()
    let error = #expect(throws: ShapeError.self) {
      try mse(tape.input(scores), tape.input(Tensor([1, 2, 3])))
    }
    #expect(
      error?.description
        == "mse: [2, 3] and [3] do not fit: prediction and target must have one shape")
    #expect(
      message("nll", [:], scores, scores)
        == "nll: [2, 3] and [2, 3] do not fit: for these scores labels have shape [2]")
    #expect(
      message("cross_entropy", [:], scores, Tensor([0, 1]), Tensor([1, 1]))
        == "cross_entropy: [2, 3] and [2] and [2] do not fit: the weights must be [3], a number for "
        + "each class")
    #expect(
      message("cross_entropy", ["label_smoothing": 1.5], scores, Tensor([0, 1]))
        == "cross_entropy: attribute label_smoothing: it must be from 0 to 1, not 1.5")
    #expect(
      message("bce", ["weight": "all"], scores, scores)
        == "bce: attribute weight: it must be a number or a list of numbers, not \"all\"")
    #expect(
      message("bce", ["weight": 2], scores, scores, scores)
        == "bce: it takes 2 arguments, not 3")
    #expect(
      message("huber", ["delta": 0], scores, scores)
        == "huber: attribute delta: it must be above 0, not 0.0")
    #expect(
      message("kl_div", ["reduction": "max"], scores, scores)
        == "kl_div: attribute reduction: it must be \"mean\" or \"sum\" or \"none\" or "
        + "\"batchmean\", not \"max\"")
    #expect(
      message("cross_entropy", [:], 1, 1)
        == "cross_entropy: [] does not fit: there is no axis -1; a scalar has none")
  }

  @Test func networks() throws {
    let images = try ones(1, 2, 3, 3)
    #expect(
      message("conv2d", [:], images, try ones(1, 3, 2, 2))
        == "conv2d: [1, 2, 3, 3] and [1, 3, 2, 2] do not fit: the images have 2 channels, the "
        + "weight 3")
    #expect(
      message("conv2d", ["groups": 3], images, try ones(3, 1, 2, 2))
        == "conv2d: [1, 2, 3, 3] and [3, 1, 2, 2] do not fit: 3 groups do not divide 2 channels "
        + "and 3 filters evenly")
    #expect(
      message("conv2d", [:], images, try ones(1, 2, 4, 2))
        == "conv2d: [1, 2, 3, 3] does not fit: the kernel reaches over 4 rows, and there are 3")
    #expect(
      message("conv2d", [:], images, try ones(1, 2, 2, 2), try ones(2))
        == "conv2d: [1, 2, 3, 3] and [1, 2, 2, 2] and [2] do not fit: the bias must be [1], a "
        + "number for each filter")
    #expect(
      message("conv2d", [:], images, try ones(2, 2))
        == "conv2d: [1, 2, 3, 3] and [2, 2] do not fit: images are [batch, channels, rows, "
        + "columns], and the weight is [filters, channels / groups, rows, columns]")
    #expect(
      message("avg_pool2d", ["kernel": 2, "padding": 2], images)
        == "avg_pool2d: [1, 2, 3, 3] does not fit: the padding must be less than the kernel, "
        + "[2, 2], so that no window sees padding alone")
    #expect(
      message("max_pool2d", ["kernel": 1], try ones(1, 2, 0, 3))
        == "max_pool2d: [1, 2, 0, 3] does not fit: the kernel reaches over 1 rows, and there are 0")
    #expect(
      message("batch_norm", [:], images, try ones(2), try ones(2), try ones(2))
        == "batch_norm: [1, 2, 3, 3] and [2] and [2] and [2] do not fit: a mean needs a variance "
        + "beside it")
    #expect(
      message("layer_norm", [:], images, try ones(2))
        == "layer_norm: [1, 2, 3, 3] and [2] do not fit: scale and shift must be [3]")
    #expect(
      message("gather", [:], 1, 0)
        == "gather: [] and [] do not fit: a scalar has no axis to choose from")
  }

  /// No attribute, however absurd, traps.
  @Test func products() throws {
    #expect(
      message("linear", [:], try ones(2, 3), try ones(4, 2))
        == "linear: [2, 3] and [4, 2] do not fit: it takes […, k] and a weight [n, k], a row for "
        + "each result")
    #expect(
      message("linear", [:], try ones(2, 3), try ones(4, 3), try ones(3))
        == "linear: [2, 3] and [4, 3] and [3] do not fit: the bias must be [4], a number for each "
        + "row of the weight")
    #expect(
      message("gemm", ["transA": true], try ones(2, 3), try ones(3, 4))
        == "gemm: [2, 3] and [3, 4] do not fit: it takes two matrices, transposed as the attributes "
        + "say, the first with as many columns as the second has rows")
    #expect(
      message("addmm", [:], try ones(3), try ones(2, 3), try ones(3, 4))
        == "addmm: [3] does not fit: what is added must broadcast to the product, [2, 4]")
  }

  @Test func movements() throws {
    let x = try ones(2, 3)
    #expect(
      message("cumsum", [:], x)
        == "cumsum: attribute axis: it is missing, and must be a whole number")
    #expect(
      message("index_select", ["dim": 1], x, Tensor([3]))
        == "index_select: [2, 3] and [1] do not fit: index 0 is 3.0, not a whole number in range: "
        + "they go from 0 to 2")
    #expect(
      message("gather_elements", ["dim": 1], x, try ones(3, 1))
        == "gather_elements: [2, 3] and [3, 1] do not fit: but for axis 1, the indices have at most "
        + "the extents of the input")
    #expect(
      message("scatter_add", [:], x, .zeros(try Shape([2, 3])), try ones(1, 3))
        == "scatter_add: [2, 3] and [2, 3] and [1, 3] do not fit: the indices have at most the "
        + "extents of the sources, and, but for axis 0, of the input")
    #expect(
      message("embedding", ["scale_grad_by_freq": true], 0, x)
        == "embedding: attribute scale_grad_by_freq: it asks for something else than the derivative"
    )
    #expect(
      message("split", ["sizes": [1, 3]], x)
        == "split: [2, 3] does not fit: sizes [1, 3] make 4 together, and axis 0 has 2")
    #expect(message("split", ["sizes": 0], x) == "split: attribute sizes: an extent is no 0")
    #expect(
      message("stack", [:], x, try ones(3))
        == "stack: [2, 3] and [3] do not fit: all must have one shape")
    #expect(
      message("pad", ["pad": [1]], x)
        == "pad: attribute pad: it must have two numbers an axis, before and behind, not [1]")
    #expect(
      message("pad", ["pad": [0, 3], "mode": "reflect"], x)
        == "pad: [2, 3] does not fit: reflect takes at most 2 along axis 1, not 3")
    #expect(
      message("pad", ["pad": [-2, -2]], x)
        == "pad: [2, 3] does not fit: -2 and -2 leave axis 1 no extent that can be computed with")
  }

  @Test(arguments: [Int.min, -1, 0, 1, 2, 1 << 31, 1 << 62, .max])
  func absurdAttributesThrowOrWork(_ number: Int) throws {
    let images = try ones(1, 2, 3, 3)
    for name in ["strides", "padding", "dilations", "groups"] {
      for value in [Attribute.int(number), [number, 1], [1, number], [0, 0, number, number]] {
        _ = message("conv2d", [name: value], images, try ones(2, 2, 2, 2))
        _ = message("max_pool2d", [name: value, "kernel": 2], images)
        _ = message("avg_pool2d", [name: value, "kernel": 2], images)
        _ = message("avg_pool2d", ["kernel": value], images)
        _ = message("max_pool2d", ["kernel": value], images)
      }
    }
    for list in [Attribute.ints([number]), [number, number], [-1, number], [0, number]] {
      for (op, name) in [
        ("sum", "axes"), ("transpose", "permutation"), ("reshape", "shape"), ("broadcast", "shape"),
      ] {
        _ = message(op, [name: list], images)
        _ = message(op, [name: list], try ones(0, 3))
      }
      for other in [Attribute.ints([1]), [number], [0, 0]] {
        _ = message("slice", ["starts": list, "stops": other], images)
        _ = message("slice", ["starts": other, "stops": list, "steps": list], images)
        _ = message("slice", ["starts": other, "stops": list, "steps": list], try ones(0, 3))
      }
    }
    for op in [
      "softmax", "log_softmax", "concat", "layer_norm", "cross_entropy", "hinge", "nll", "cumsum",
      "stack", "unbind", "index_select", "gather_elements", "take_along_dim", "cosine_similarity",
      "sort", "topk", "kthvalue", "median", "cummax", "cummin",
    ] {
      _ = message(op, ["axis": .int(number)], images)
      _ = message(op, ["axis": .int(number)], images, images)
    }
    _ = message("dropout", ["seed": .int(number)], images)
    _ = message("chunk", ["chunks": .int(number)], images)
    _ = message("chunk", ["chunks": .int(number)], try ones(0, 3))
    for op in ["topk", "kthvalue"] {
      _ = message(op, ["k": .int(number)], images)
      _ = message(op, ["k": .int(number), "axis": 0], try ones(0, 3))
      _ = message(op, ["k": .int(number)], Tensor(1))
    }
    for list in [Attribute.int(number), [number], [number, number], [1, number]] {
      _ = message("split", ["sizes": list], images)
      for mode in ["constant", "reflect", "replicate", "circular"] {
        _ = message("pad", ["pad": list, "mode": .string(mode)], images)
      }
    }
    _ = message("embedding", ["padding_idx": .int(number)], Tensor([0, 1]), try ones(2, 3))
    _ = message("cross_entropy", ["ignore_index": .int(number)], try ones(2, 3), Tensor([0, 1]))
    for index in [Double(number), .nan, .infinity, -0.5] {
      _ = message("gather", [:], images, Tensor([index]))
      _ = message(
        "cross_entropy", [:], images, .init(repeating: index, shape: try Shape([1, 2, 3])))
    }
  }
}
