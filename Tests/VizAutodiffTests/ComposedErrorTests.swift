import Testing
import VizAutodiff
import VizTensor

/// What does not fit an operation that is made of others is told of it, and of its own inputs.
extension PrimitiveErrorTests {
  @Test func attributesOfComposites() throws {
    let x = try ones(1, 2, 4)
    let images = try ones(1, 2, 4, 4)
    #expect(
      message("conv1d", ["strides": [1, 2]], x, try ones(1, 2, 2))
        == "conv1d: attribute strides: it must be one number, not [1, 2]")
    #expect(
      message("conv3d", ["dilations": [1, 2]], x, x)
        == "conv3d: attribute dilations: it must be one number, or 3, not [1, 2]")
    #expect(
      message("conv_transpose2d", ["padding": "same"], images, images)
        == "conv_transpose2d: attribute padding: it must be a number, or one an axis, not \"same\"")
    #expect(
      message("group_norm", [:], x)
        == "group_norm: attribute num_groups: it is missing, and must be a whole number")
    #expect(
      message("scaled_dot_product_attention", ["mask": "hide"], x, x, x)
        == "scaled_dot_product_attention: attribute mask: it must be \"add\" or \"keep\", not "
        + "\"hide\"")
    #expect(
      message("scaled_dot_product_attention", ["dropout_p": 0.1], x, x, x)
        == "scaled_dot_product_attention: attribute dropout_p: it must be 0, as nothing says what "
        + "was dropped")
    for (equation, reason) in [
      ("ij->k", "k stands in the result alone"), ("i->ii", "i stands twice in the result"),
      ("i->j->k", "it has two arrows"), ("i1->i", "1 is no letter"),
      ("...i...->i", "three dots stand once on each side of a comma"),
    ] {
      #expect(
        message("einsum", ["equation": .string(equation)], x)
          == "einsum: attribute equation: \(equation) is none: \(reason)")
    }
    #expect(
      message("einsum", [:], x)
        == "einsum: attribute equation: it is missing, and must be a text")
    #expect(
      message("upsample_nearest", [:], x)
        == "upsample_nearest: attribute size: it or scale_factor must be there, and not both")
    #expect(
      message("upsample_nearest", ["size": 4, "align_corners": true], x)
        == "upsample_nearest: attribute align_corners: the nearest pixel has no corners to align")
    #expect(
      message("adaptive_avg_pool2d", ["output_size": [0, 1]], images)
        == "adaptive_avg_pool2d: attribute output_size: it must be from 1 to 67108864, not 0")
  }

  @Test func shapesOfConvolutions() throws {
    let x = try ones(1, 2, 4)
    let images = try ones(1, 2, 3, 3)
    #expect(
      message("conv1d", [:], x, try ones(1, 2, 5))
        == "conv1d: [1, 2, 4] and [1, 2, 5] do not fit: the kernel reaches over 5 columns, and "
        + "there are 4")
    #expect(
      message("conv1d", [:], images, try ones(1, 2, 2))
        == "conv1d: [1, 2, 3, 3] and [1, 2, 2] do not fit: sequences are [batch, channels, length], "
        + "and the weight is [filters, channels / groups, kernel]")
    #expect(
      message("conv3d", [:], try ones(1, 1, 2, 2, 2), try ones(1, 1, 3, 1, 1))
        == "conv3d: [1, 1, 2, 2, 2] and [1, 1, 3, 1, 1] do not fit: the kernel reaches over 3 "
        + "slices, and there are 2")
    #expect(
      message("conv2d", ["padding": "same", "strides": 2], images, try ones(1, 2, 2, 2))
        == "conv2d: [1, 2, 3, 3] and [1, 2, 2, 2] do not fit: strides [2, 2] leave fewer places "
        + "than elements, whatever the padding")
    #expect(
      message("conv_transpose2d", [:], images, try ones(3, 1, 2, 2))
        == "conv_transpose2d: [1, 2, 3, 3] and [3, 1, 2, 2] do not fit: the images have 2 channels, "
        + "the weight 3")
    #expect(
      message("conv_transpose2d", ["output_padding": 1], images, try ones(2, 1, 2, 2))
        == "conv_transpose2d: [1, 2, 3, 3] and [2, 1, 2, 2] do not fit: output_padding must be from "
        + "0 to less than the strides, [1, 1], not [1, 1]")
    #expect(
      message("conv_transpose2d", ["padding": 3], images, try ones(2, 1, 2, 2))
        == "conv_transpose2d: [1, 2, 3, 3] and [2, 1, 2, 2] do not fit: the padding leaves nothing "
        + "of the output")
    #expect(
      message("conv_transpose2d", [:], images, try ones(2, 3, 2, 2), try ones(2))
        == "conv_transpose2d: [1, 2, 3, 3] and [2, 3, 2, 2] and [2] do not fit: the bias must be "
        + "[3], a number for each filter")
  }

  @Test func shapesOfComposites() throws {
    let x = try ones(1, 2, 4)
    #expect(
      message("group_norm", ["num_groups": 3], x)
        == "group_norm: [1, 2, 4] does not fit: 3 groups do not divide 2 channels evenly")
    #expect(
      message("instance_norm", [:], x, try ones(4))
        == "instance_norm: [1, 2, 4] and [4] do not fit: scale and shift must be [2], a number for "
        + "each channel")
    #expect(
      message("rms_norm", ["axis": 3], x)
        == "rms_norm: [1, 2, 4] does not fit: there is no axis 3; they go from -3 to 2")
    #expect(
      message("scaled_dot_product_attention", [:], x, try ones(1, 2, 3), x)
        == "scaled_dot_product_attention: [1, 2, 4] and [1, 2, 3] and [1, 2, 4] do not fit: queries "
        + "and keys must have as many features, their last axis")
    #expect(
      message("scaled_dot_product_attention", [:], x, x, x, try ones(3, 2, 2))
        == "scaled_dot_product_attention: [1, 2, 4] and [1, 2, 4] and [1, 2, 4] and [3, 2, 2] do not "
        + "fit: the mask must broadcast to [1, 2, 2]")
    #expect(
      message("einsum", ["equation": "ij,jk"], x)
        == "einsum: [1, 2, 4] does not fit: ij,jk is for 2 operands, and there are 1")
    #expect(
      message("einsum", ["equation": "ij"], x)
        == "einsum: [1, 2, 4] does not fit: ij is not for the 3 axes of [1, 2, 4]")
    #expect(
      message("einsum", ["equation": "i,i"], try ones(2), try ones(3))
        == "einsum: [2] and [3] do not fit: the axes i, 2 and 3, must be equal")
    #expect(
      message("upsample_bilinear", ["size": 2], x)
        == "upsample_bilinear: [1, 2, 4] does not fit: it takes [batch, channels, …] with 2 axes "
        + "more")
    #expect(
      message("upsample_nearest", ["size": [2, 2]], x)
        == "upsample_nearest: [1, 2, 4] does not fit: there are 2 sizes or factors for 1 axes")
    #expect(
      message("gru_cell", [:], try ones(1, 2), try ones(1, 3), try ones(9, 2), try ones(9, 2))
        == "gru_cell: [1, 2] and [1, 3] and [9, 2] and [9, 2] do not fit: for a state of 3 numbers "
        + "and 3 gates, weights and biases are [9, 2], [9, 3], [9]")
    #expect(
      message(
        "gru_cell", [:], try ones(2), try ones(1), try ones(3, 2), try ones(3, 1), try ones(3))
        == "gru_cell: [2] and [1] and [3, 2] and [3, 1] and [3] do not fit: a bias of the input "
        + "needs one of the state beside it")
  }

  /// No attribute, however absurd, traps.
  @Test(arguments: [Int.min, -1, 0, 1, 2, 1 << 31, 1 << 62, .max])
  func absurdAttributesOfComposites(_ number: Int) throws {
    let shapes: [(String, [Tensor<Double>])] = [
      ("conv1d", [try ones(1, 2, 3), try ones(2, 2, 2)]),
      ("conv2d", [try ones(1, 2, 3, 3), try ones(2, 2, 2, 2)]),
      ("conv3d", [try ones(1, 2, 2, 3, 3), try ones(2, 2, 2, 2, 2)]),
      ("conv_transpose1d", [try ones(1, 2, 3), try ones(2, 2, 2)]),
      ("conv_transpose2d", [try ones(1, 2, 3, 3), try ones(2, 2, 2, 2)]),
      ("conv_transpose2d", [try ones(1, 2, 0, 3), try ones(2, 2, 0, 2)]),
    ]
    for (op, inputs) in shapes {
      for name in ["strides", "padding", "dilations", "groups", "output_padding"] {
        for value in [Attribute.int(number), [number, 1], [1, number, 0]] {
          for other in [[:], ["strides": 2], ["padding": "same"]] as [[String: Attribute]] {
            tries(op, other.merging([name: value]) { $1 }, inputs)
          }
        }
      }
    }
    let x = try ones(2, 2, 3)
    tries("group_norm", ["num_groups": .int(number)], [x])
    tries("group_norm", ["num_groups": .int(number)], [try ones(2, 0, 3)])
    tries("rms_norm", ["axis": .int(number)], [x])
    for size in [Attribute.int(number), [number, 1], .double(Double(number) * 0.7)] {
      tries("upsample_nearest", ["size": size], [x])
      tries("upsample_nearest", ["scale_factor": size], [x])
      tries("upsample_linear", ["scale_factor": size, "align_corners": true], [x])
      tries("adaptive_avg_pool1d", ["output_size": size], [x])
    }
  }

  private func tries(_ op: String, _ attributes: [String: Attribute], _ inputs: [Tensor<Double>]) {
    guard let primitive = try? Primitive<Double>.make(op: op, attributes: attributes) else {
      return
    }
    let tape = Tape<Double>()
    let output = try? tape.apply(primitive, inputs.map { tape.input($0) })
    _ = primitive.cost(of: inputs.map(\.shape), output: output?.shape ?? .scalar)
  }
}
