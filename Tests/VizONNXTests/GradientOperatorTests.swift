import SwiftProtobuf
import Testing
import VizTensor
import VizTrace

@testable import VizONNX

/// The operator that differentiates a part of the model that it stands in.
@Suite struct GradientOperatorTests {
  typealias Small = SmallModel

  private func gradient(
    _ inputs: [String], _ outputs: [String], xs: [String], zs: [String] = [], y: String
  ) -> ONNXNodeProto {
    var told: [String: SmallModel.Told] = ["xs": .words(xs), "y": .word(y)]
    if !zs.isEmpty { told["zs"] = .words(zs) }
    return Small.node("Gradient", inputs, outputs, told, domain: ONNXModel.trainingDomain)
  }

  private let product = [
    Small.node("Add", ["a", "b"], ["sum"]), Small.node("Mul", ["sum", "a"], ["y"]),
  ]
  private let two: [(name: String, type: ElementType)] = [("a", .float), ("b", .float)]

  @Test func slopesAreThoseOfTheProduct() throws {
    let model = SmallModel(
      nodes: product + [gradient(["a", "b"], ["along a", "along b"], xs: ["a", "b"], y: "y")],
      inputs: two, outputs: ["y", "along a", "along b"])
    let results = try model.results(of: ["a": Tensor([2, 3]), "b": Tensor([5, 7])])
    #expect(results["y"]?.elements == [14, 30])
    #expect(results["along a"]?.elements == [9, 13])
    #expect(results["along b"]?.elements == [2, 3])
    var options = ONNXModel.Options()
    options.inputs = ["a": Tensor([2, 3]), "b": Tensor([5, 7])]
    let drawn = try model.model.graph(options)
    try drawn.graph.verify()
    #expect(drawn.remarks.isEmpty && drawn.graph.nodes.contains { $0.op == "gradient" })
  }

  /// What is given is put in for what is named, in the middle of the model as well.
  @Test func slopesElsewhere() throws {
    let model = SmallModel(
      nodes: product + [gradient(["b", "a"], ["along"], xs: ["sum"], zs: ["a"], y: "y")],
      inputs: two, outputs: ["along"])
    #expect(
      try model.results(of: ["a": Tensor([2, 3]), "b": Tensor([5, 7])])["along"]?.elements == [
        2, 3,
      ])
  }

  @Test func whatItCannotIsNamed() throws {
    let again = gradient(["a"], ["second"], xs: ["a"], zs: [], y: "along a")
    let cases = [
      (
        [gradient(["a", "b"], ["along a"], xs: ["a"], zs: ["b"], y: "y"), again],
        "a derivative of a derivative is not computed"
      ),
      (
        [gradient(["a"], ["second"], xs: ["a"], y: "z")],
        #""z", whose derivative it is to give, is not in the model's own graph"#
      ),
    ]
    for (nodes, reason) in cases {
      let model = SmallModel(nodes: product + nodes, inputs: two, outputs: ["second"])
      let error = #expect(throws: ONNXError.self) {
        try model.model.results(of: ["a": Tensor([2, 3]), "b": Tensor([5, 7])])
      }
      #expect(error?.hint == "not computed: Gradient (\(reason))")
    }
    let model = SmallModel(
      nodes: product + [gradient(["a", "b"], ["second"], xs: ["a"], y: "y")], inputs: two,
      outputs: ["second"])
    let error = #expect(throws: ONNXError.self) {
      try model.results(of: ["a": Tensor(2), "b": Tensor(3)])
    }
    #expect(
      error?.message
        == #"the node "second", "Gradient": what it names and what it is given do not fit"#)
  }
}
