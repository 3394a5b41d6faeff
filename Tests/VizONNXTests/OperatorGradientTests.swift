import Foundation
import Testing
import VizAutodiff
import VizCheck
import VizTensor

@testable import VizONNX

/// The operators that are no operation of the table have derivatives of their own: each against
/// centred differences, along every input that has any.
@Suite struct OperatorGradientTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var op: String
    var name: String
    /// The extents of the inputs that are differentiated.
    var extents: [[Int]]
    /// Whole numbers for the inputs after those, or between them.
    var integers: [Int: [Int]] = [:]
    var ints: [String: [Int]] = [:]
    var words: [String: String] = [:]
    var numbers: [String: Float] = [:]
    /// Which input each tensor is; in order where nil.
    var slots: [Int]?
    var opset = 22
    /// What the elements are multiplied by.
    var scale = 1.0

    init(
      _ op: String, _ name: String = "", _ extents: [[Int]], integers: [Int: [Int]] = [:],
      ints: [String: [Int]] = [:], words: [String: String] = [:], numbers: [String: Float] = [:],
      slots: [Int]? = nil, opset: Int = 22, scale: Double = 1
    ) {
      (self.op, self.name, self.extents, self.integers) = (op, name, extents, integers)
      (self.ints, self.words, self.numbers, self.slots) = (ints, words, numbers, slots)
      (self.opset, self.scale) = (opset, scale)
    }

    var testDescription: String { name.isEmpty ? op : "\(op), \(name)" }

    var node: ONNXNodeProto {
      var node = ONNXNodeProto()
      node.opType = op
      for (name, list) in ints.sorted(by: { $0.key < $1.key }) {
        var attribute = ONNXAttributeProto()
        attribute.name = name
        attribute.ints = list.map(Int64.init)
        attribute.i = Int64(list.first ?? 0)
        node.attribute.append(attribute)
      }
      for (name, word) in words.sorted(by: { $0.key < $1.key }) {
        var attribute = ONNXAttributeProto()
        attribute.name = name
        attribute.s = .init(word.utf8)
        node.attribute.append(attribute)
      }
      for (name, number) in numbers.sorted(by: { $0.key < $1.key }) {
        var attribute = ONNXAttributeProto()
        attribute.name = name
        attribute.f = number
        node.attribute.append(attribute)
      }
      return node
    }

    /// The operator's first output.
    func value(_ variables: [Variable<Double>]) throws -> Variable<Double> {
      let tape = variables[0].tape
      let slots = slots ?? Array(variables.indices)
      let count = max(slots.max() ?? 0, integers.keys.max() ?? 0) + 1
      var inputs = [ModelValue?](repeating: nil, count: count)
      for (slot, variable) in zip(slots, variables) {
        inputs[slot] = ModelValue(variable: variable, type: .double)
      }
      for (slot, list) in integers {
        let tensor = try Tensor(list.map(Double.init), shape: Shape([list.count]))
        inputs[slot] = ModelValue(variable: tape.constant(tensor), type: .int64)
      }
      let rule = try #require(OperatorTable.rule(domain: "", name: op))
      return try rule(
        OperatorCall(node: node, inputs: inputs, opset: opset, tape: tape, folder: nil))[0].variable
    }
  }

  static let sampled: [Case] = ["linear", "cubic"].flatMap { mode in
    ["zeros", "border", "reflection"].flatMap { padding in
      [0, 1].map { corners in
        Case(
          "GridSample", "\(mode) \(padding) \(corners)", [[2, 2, 4, 3], [2, 2, 3, 2]],
          ints: ["align_corners": [corners]], words: ["mode": mode, "padding_mode": padding],
          scale: 0.8)
      }
    }
  }

  static let others: [Case] = [
    Case("GridSample", "nearest", [[1, 2, 4, 3]], slots: [0]),
    Case("AffineGrid", "", [[2, 2, 3]], integers: [1: [2, 1, 3, 2]]),
    Case("AffineGrid", "volume", [[1, 3, 4]], integers: [1: [1, 1, 2, 3, 2]]),
    Case(
      "DeformConv", "", [[1, 4, 4, 4], [2, 2, 2, 2], [1, 16, 3, 3], [2], [1, 8, 3, 3]],
      ints: ["group": [2], "offset_group": [2]], scale: 0.37),
    Case("RoiAlign", "", [[2, 2, 5, 6]], slots: [0]),
    Case("CenterCropPad", "", [[3, 4]], integers: [1: [5, 2]]),
    Case("Col2Im", "", [[1, 8, 9]], integers: [1: [4, 4], 2: [2, 2]]),
    Case(
      "MaxUnpool", "", [[1, 1, 2, 2]], integers: [1: [5, 7, 13, 15]],
      ints: ["kernel_shape": [2, 2], "strides": [2, 2]]),
    Case("DFT", "real", [[2, 5, 1]]), Case("DFT", "complex", [[2, 5, 2]]),
    Case("DFT", "inverse", [[2, 4, 2]], ints: ["inverse": [1]]),
    Case("DFT", "half", [[2, 5, 1]], ints: ["onesided": [1]]),
    Case("DFT", "half, inverse", [[2, 3, 2]], ints: ["inverse": [1], "onesided": [1]]),
    Case("STFT", "", [[1, 8, 1], [4]], integers: [1: [2]], slots: [0, 2]),
    Case("Det", "", [[2, 3, 3]]), Case("Det", "of one row", [[2, 1, 1]]),
    Case("SwiGLU", "", [[2, 3], [2, 3]], numbers: ["alpha": 1.5]),
    Case("TensorScatter", "", [[2, 1, 4, 3], [2, 1, 1, 3]], integers: [2: [1, 2]]),
    Case(
      "LinearAttention", "linear", [[1, 3, 4], [1, 3, 4], [1, 3, 6]],
      ints: ["q_num_heads": [2], "kv_num_heads": [2]], words: ["update_rule": "linear"]),
    Case(
      "LinearAttention", "gated_delta",
      [[1, 3, 8], [1, 3, 4], [1, 3, 6], [1, 2, 2, 3], [1, 3, 4], [1, 3, 2]],
      ints: ["q_num_heads": [4], "kv_num_heads": [2]], words: ["update_rule": "gated_delta"]),
    Case(
      "CausalConvWithState", "", [[2, 3, 5], [3, 1, 3], [3], [2, 3, 2]],
      words: ["activation": "silu"]),
    Case("PRelu", "slopes of channels", [[2, 3, 4], [3]], opset: 6),
    Case("SpaceToDepth", "", [[1, 2, 4, 2]], ints: ["blocksize": [2]], words: ["mode": "CRD"]),
    Case("LpNormalization", "", [[2, 3]], ints: ["axis": [1], "p": [2]]),
    Case("ConvTranspose", "volume", [[1, 2, 2, 2, 2], [2, 1, 2, 2, 2]]),
  ]

  @Test(arguments: sampled + others)
  func derivativesAreTheDifferences(_ example: Case) throws {
    var generator = SplitMix64(seed: 23)
    var example = example
    let inputs = try example.extents.map { extents in
      try Tensor(
        (0..<extents.reduce(1, *)).map { _ in
          Double.random(in: -1...1, using: &generator) * example.scale
        }, shape: Shape(extents))
    }
    if example.op == "RoiAlign" {
      example.ints = ["output_height": [2], "output_width": [2], "sampling_ratio": [2]]
    }
    let check = try GradientCheck(of: Slope(example: example), at: inputs)
    #expect(check.agrees, "\(check)")
    #expect(check.elements.count == inputs.reduce(0) { $0 + $1.shape.elementCount })
  }
}

/// An example as a function of what is differentiated.
private struct Slope: DifferentiableFunction {
  var example: OperatorGradientTests.Case

  func callAsFunction<S: TensorScalar>(_ inputs: [Variable<S>]) throws -> Variable<S> {
    let variables = try #require(inputs as? [Variable<Double>])
    let isAmong = example.op == "RoiAlign" || example.name == "nearest"
    let value = try isAmong ? example.among(variables) : example.value(variables)
    return try #require(value as? Variable<S>)
  }
}

extension OperatorGradientTests.Case {
  /// With points or boxes that are not differentiated.
  func among(_ variables: [Variable<Double>]) throws -> Variable<Double> {
    let tape = variables[0].tape
    let x = ModelValue(variable: variables[0], type: .double)
    let boxes = op == "RoiAlign"
    let points =
      try boxes
      ? Tensor([0.3, 0.4, 4.1, 3.2, 1, 1, 5.5, 4.4], shape: Shape([2, 4]))
      : Tensor([0.3, -0.4, 0.9, 0.1], shape: Shape([1, 1, 2, 2]))
    let images = try Tensor([0.0, 1], shape: Shape([2]))
    let rule = try #require(OperatorTable.rule(domain: "", name: op))
    var node = node
    if !boxes {
      var mode = ONNXAttributeProto()
      (mode.name, mode.s) = ("mode", .init("nearest".utf8))
      node.attribute.append(mode)
    }
    return try rule(
      OperatorCall(
        node: node,
        inputs: [
          x, ModelValue(variable: tape.constant(points), type: .double),
          ModelValue(variable: tape.constant(images), type: .int64),
        ], opset: opset, tape: tape, folder: nil))[0].variable
  }
}
