import SwiftProtobuf
import Testing
import VizTensor

@testable import VizONNX

/// Operators as older versions of the standard had them, and others that few models have.
@Suite struct OlderFormsTests {
  typealias Small = SmallModel

  /// A list of slopes was one for each channel.
  @Test func slopesOfChannels() throws {
    let model = SmallModel(
      nodes: [Small.node("PRelu", ["x", "slopes"], ["y"])],
      inputs: [("x", .float), ("slopes", .float)], opset: 6)
    let x = try Tensor<Double>([-1, 2, -3, -4], shape: Shape([1, 2, 2]))
    let results = try model.results(of: ["x": x, "slopes": Tensor([0.5, 0.25])])
    #expect(results["y"]?.elements == [-0.5, 2, -0.75, -1])
  }

  private var sums: ONNXGraphProto {
    SmallModel.graph(
      [Small.node("Add", ["sum", "next"], ["new"]), Small.node("Identity", ["new"], ["so far"])],
      [("sum", .float), ("next", .float)], ["new", "so far"])
  }

  /// A scan of version 8 goes over the examples of a batch.
  @Test(arguments: [[0], [1]]) func aScanOfBatches(directions: [Int]) throws {
    let model = SmallModel(
      nodes: [
        Small.node(
          "Scan", ["", "start", "x"], ["y", "z"],
          ["body": .graph(sums), "num_scan_inputs": .int(1), "directions": .ints(directions)])
      ], inputs: [("start", .float), ("x", .float)], outputs: ["y", "z"], opset: 8)
    let results = try model.results(of: [
      "start": try Tensor([0, 10], shape: Shape([2, 1])),
      "x": try Tensor([1, 2, 3, 4, 5, 6], shape: Shape([2, 3, 1])),
    ])
    #expect(results["y"]?.shape.extents == [2, 1])
    #expect(results["y"]?.elements == [6, 25])
    #expect(results["z"]?.shape.extents == [2, 3, 1])
    #expect(
      results["z"]?.elements
        == (directions == [0] ? [1, 3, 6, 14, 19, 25] : [3, 5, 6, 16, 21, 25]))
  }

  @Test func sequencesOfSeveralLengthsAreNamed() throws {
    let model = try SmallModel(
      nodes: [
        Small.node(
          "Scan", ["lengths", "start", "x"], ["y", "z"],
          ["body": .graph(sums), "num_scan_inputs": .int(1)])
      ], inputs: [("start", .float), ("x", .float)], outputs: ["y", "z"],
      initializers: [Small.integers("lengths", [2, 1])], opset: 8
    ).model
    var options = ONNXModel.Options()
    options.inputs = [
      "start": try Tensor([0, 10], shape: Shape([2, 1])),
      "x": try Tensor([1, 2, 3, 4], shape: Shape([2, 2, 1])),
    ]
    #expect(
      try model.graph(options).remarks == [
        "not computed, and drawn without numbers: "
          + "Scan (sequences of several lengths are not computed)"
      ])
  }

  @Test func bandsOfMel() throws {
    let model = SmallModel(
      nodes: [Small.node("MelWeightMatrix", ["bands", "length", "rate", "low", "high"], ["y"])],
      inputs: [("low", .float), ("high", .float)],
      initializers: [
        Small.integers("bands", [3], isList: false), Small.integers("length", [16], isList: false),
        Small.integers("rate", [8192], isList: false),
      ])
    let weights = try model.results(of: ["low": Tensor(0), "high": Tensor(4096)])["y"]
    #expect(weights?.shape.extents == [9, 3])
    #expect(
      weights?.elements.prefix(15) == [1, 0, 0, 0, 1, 0, 0, 0.5, 0.5, 0, 0, 1, 0, 0, 0.5])
    #expect(weights?.elements.dropFirst(15).allSatisfy { $0 == 0 } == true)
    let error = #expect(throws: ONNXError.self) {
      try model.results(of: ["low": Tensor(0), "high": Tensor(8000)])
    }
    #expect(error?.message.hasSuffix("beyond half of the sample rate") == true)
  }

  @Test func blocksByChannelFirst() throws {
    let model = SmallModel(
      nodes: [
        Small.node("SpaceToDepth", ["x"], ["y"], ["blocksize": .int(2), "mode": .word("CRD")])
      ], opset: 27)
    let x = try Tensor<Double>((0..<8).map(Double.init), shape: Shape([1, 2, 2, 2]))
    #expect(try model.results(of: ["x": x])["y"]?.elements == [0, 1, 2, 3, 4, 5, 6, 7])
  }

  /// 2.5 / (5 / 255) is 127.5, and less than that in single precision.
  @Test func aQuotientOfSinglePrecisionIsRounded() throws {
    let model = SmallModel(
      nodes: [Small.node("QuantizeLinear", ["x", "scale"], ["y"])],
      inputs: [("x", .float), ("scale", .float)])
    let results = try model.results(of: ["x": Tensor([2.5]), "scale": Tensor(5.0 / 255)])
    #expect(results["y"]?.elements == [127])
  }
}
