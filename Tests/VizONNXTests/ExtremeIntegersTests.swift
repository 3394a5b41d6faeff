import Testing
import VizAutodiff
import VizTensor

@testable import VizONNX

/// Whole numbers of a model that are as far out as numbers go: each operator computes or refuses, and
/// neither traps nor fills the memory.
@Suite struct ExtremeIntegersTests {
  typealias Case = OperatorGradientTests.Case

  private static let extremes = [
    Int.min, Int.min + 1, -(1 << 62), -(1 << 40), -(1 << 31), -7, -1, 0, 1 << 26, 1 << 31, 1 << 40,
    1 << 62, .max - 1, .max,
  ]

  private static let more: [Case] = [
    Case("ConvTranspose", "", [[1, 1, 3, 3], [1, 1, 2, 2]], ints: window),
    Case(
      "ConvTranspose", "shape", [[1, 1, 3, 3], [1, 1, 2, 2]],
      ints: ["output_shape": [4, 4], "strides": [1, 1]]),
    Case(
      "ConvTranspose", "auto", [[1, 1, 3], [1, 1, 2]], ints: ["strides": [2]],
      words: ["auto_pad": "SAME_UPPER"]),
    Case("Conv", "", [[1, 1, 3, 3], [1, 1, 2, 2]], ints: window),
    Case(
      "Conv", "auto", [[1, 1, 3], [1, 1, 2]], ints: ["strides": [2], "dilations": [1]],
      words: ["auto_pad": "SAME_LOWER"]),
    Case("MaxPool", "", [[1, 1, 3, 3]], ints: pool),
    Case("AveragePool", "", [[1, 1, 3, 3]], ints: pool),
    Case("LpPool", "", [[1, 1, 3, 3]], ints: pool.merging(["p": [2]]) { $1 }),
    Case(
      "LSTM", "", [[2, 1, 2], [1, 12, 2], [1, 12, 3], [1, 24]], integers: [4: [2]],
      ints: ["hidden_size": [3], "layout": [0]]),
    Case("GRU", "", [[2, 1, 2], [1, 9, 2], [1, 9, 3], [1, 18]], ints: ["hidden_size": [3]]),
    Case("RNN", "", [[2, 1, 2], [1, 3, 2], [1, 3, 3], [1, 6]], ints: ["hidden_size": [3]]),
    Case("DepthToSpace", "", [[1, 4, 2, 2]], ints: ["blocksize": [2]]),
    Case("SpaceToDepth", "", [[1, 1, 4, 4]], ints: ["blocksize": [2]]),
    Case("LRN", "", [[1, 4, 2, 2]], ints: ["size": [3]]),
    Case("GroupNormalization", "", [[1, 4, 2], [4], [4]], ints: ["num_groups": [2]]),
    Case("Resize", "", [[1, 1, 3, 3]], integers: [3: [1, 1, 5, 4]], slots: [0]),
    Case("Pad", "", [[2, 3]], integers: [1: [1, 0, 0, 2]]),
    Case("Pad", "reflect", [[2, 3]], integers: [1: [1, 0, 0, 2]], words: ["mode": "reflect"]),
    Case("Pad", "wrap", [[2, 3]], integers: [1: [1, 0, 0, 2]], words: ["mode": "wrap"]),
    Case(
      "Slice", "", [[4, 5]], integers: [1: [0, 1], 2: [3, 5], 3: [0, 1], 4: [1, 2]]),
    Case("Tile", "", [[2, 3]], integers: [1: [2, 1]]),
    Case("Expand", "", [[2, 1]], integers: [1: [2, 3]]),
    Case("Reshape", "", [[2, 3]], integers: [1: [3, 2]]),
    Case("Squeeze", "", [[1, 3]], integers: [1: [0]]),
    Case("Unsqueeze", "", [[3]], integers: [1: [0]]),
    Case("Transpose", "", [[2, 3]], ints: ["perm": [1, 0]]),
    Case("Flatten", "", [[2, 3]], ints: ["axis": [1]]),
    Case("Concat", "", [[2, 3], [2, 3]], ints: ["axis": [0]]),
    Case("Split", "", [[4, 3]], integers: [1: [1, 3]], ints: ["axis": [0], "num_outputs": [2]]),
    Case("Split", "even", [[4, 3]], ints: ["axis": [0], "num_outputs": [2]]),
    Case("TopK", "", [[2, 4]], integers: [1: [2]], ints: ["axis": [1]]),
    Case("CumSum", "", [[2, 3]], integers: [1: [0]]),
    Case("Gather", "", [[3, 2]], integers: [1: [2, 0]], ints: ["axis": [0]]),
    Case("GatherElements", "", [[3]], integers: [1: [2, 0]], ints: ["axis": [0]]),
    Case("OneHot", "", [[2]], integers: [0: [1, 2], 1: [4]], ints: ["axis": [0]], slots: [2]),
    Case("ReduceSum", "", [[2, 3]], integers: [1: [1]]),
    Case("ArgMax", "", [[2, 3]], ints: ["axis": [1]]),
    Case("Softmax", "", [[2, 3]], ints: ["axis": [1]]),
    Case("LayerNormalization", "", [[2, 3], [3]], ints: ["axis": [1]]),
    Case("Trilu", "", [[3, 3]], integers: [1: [0]]),
    Case("EyeLike", "", [[3, 3]], ints: ["k": [0], "dtype": [1]]),
    Case("Cast", "", [[3]], ints: ["to": [1]]),
    Case("ReverseSequence", "", [[3, 2]], integers: [1: [2, 1]], ints: ["batch_axis": [1]]),
    Case(
      "RotaryEmbedding", "", [[1, 2, 2, 4], [2, 2], [2, 2]],
      ints: ["num_heads": [2], "rotary_embedding_dim": [4]]),
    Case(
      "Attention", "", [[1, 3, 4], [1, 3, 4], [1, 3, 4]],
      ints: [
        "q_num_heads": [2], "kv_num_heads": [2], "left_window_size": [1], "right_window_size": [1],
        "qk_matmul_output_mode": [0],
      ], opset: 24),
    Case("DFT", "axis", [[2, 5, 1]], integers: [1: [5], 2: [1]]),
    Case("HannWindow", "", [[1]], integers: [0: [5]], slots: [1]),
    Case("Shape", "", [[2, 3]], ints: ["start": [0], "end": [1]]),
    Case(
      "SoftmaxCrossEntropyLoss", "", [[2, 3]], integers: [1: [1, 0]], ints: ["ignore_index": [1]]),
  ]

  private static let window = [
    "strides": [1, 1], "dilations": [1, 1], "pads": [0, 0, 0, 0], "output_padding": [0, 0],
    "group": [1], "kernel_shape": [2, 2],
  ]
  private static let pool = [
    "kernel_shape": [2, 2], "strides": [1, 1], "pads": [0, 0, 0, 0], "dilations": [1, 1],
  ]

  @Test(arguments: OperatorGradientTests.others.filter { $0.op != "RoiAlign" } + more)
  func everyOneIsComputedOrRefused(_ example: Case) throws {
    func run(_ example: Case) {
      let tape = Tape<Double>()
      let inputs = example.extents.compactMap { try? Shape($0) }.map { shape in
        tape.input(Tensor(repeating: 0.5, shape: shape))
      }
      _ = try? example.value(inputs)
    }
    for (name, list) in example.ints {
      for index in list.indices {
        for extreme in Self.extremes {
          var changed = example
          changed.ints[name]?[index] = extreme
          run(changed)
        }
      }
    }
    for (slot, list) in example.integers {
      for index in list.indices {
        for extreme in Self.extremes {
          var changed = example
          changed.integers[slot]?[index] = extreme
          run(changed)
        }
      }
    }
  }

  /// The largest numbers of a constant are its elements, and stay what they are.
  @Test func constantsKeepTheirNumbers() throws {
    var node = ONNXNodeProto()
    node.opType = "Constant"
    var attribute = ONNXAttributeProto()
    (attribute.name, attribute.i) = ("value_int", 1 << 40)
    node.attribute = [attribute]
    let call = OperatorCall(
      node: node, inputs: [], opset: 22, tape: Tape<Double>(), folder: nil)
    let rule = try #require(OperatorTable.rule(domain: "", name: "Constant"))
    #expect(try rule(call)[0].tensor.scalar == 0x1p40)
  }
}
