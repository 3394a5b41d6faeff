import Foundation
import VizBP

extension Target {
  /// An ONNX model: drawn, and run forward and backward, in a folder that has a file of numbers.
  static func onnx() throws -> Target {
    let folder = try scratch("onnx")
    try write(Array(repeating: 63, count: 4096), to: folder + "/weights.bin")
    return Target(name: "onnx", form: .message, allowance: (8 << 30, 1 << 16)) { bytes in
      let model = try ONNXModel(bytes, folder: folder)
      _ = try model.graph()
      var options = ONNXModel.Options()
      for input in model.inputs { options.inputs[input.name] = try input.random(seed: 1) }
      let drawn = try model.graph(options)
      try drawn.graph.verify()
      guard drawn.remarks.allSatisfy({ !$0.contains { $0.isNewline } }) else {
        fault("a remark of several lines")
      }
    }
  }

  /// A template of a page, in a page of a graph and in a report.
  static func template() async throws -> Target {
    let folder = try scratch("templates")
    let run = try scratch("template-run")
    for (name, content) in try soundRun() { try write(content, to: run + "/" + name) }
    var options = DiagramOptions()
    options.isolation = .never
    let formula = try MathExpression("1/(1+exp(-(w*x+b)))")
    let trace = try formula.trace(inputs: ["w": 2, "x": -1, "b": 0.5])
    let graph = try ComputationGraph(capturing: trace.output, name: "neuron")
    let page = try await GraphPage(graph, options: options)
    let report = try await Report(
      RunHistory(RunDirectory(run)), options: Report.Options(diagram: options))
    return Target(
      name: "template", form: .named { _ in .bytes }, allowance: (256 << 20, 1 << 16)
    ) { bytes in
      let (name, content) = namedFile(bytes)
      // A name is no path.
      guard !name.isEmpty, name.utf8.count < 100, !name.contains("/"), !name.contains("\0"),
        !name.hasPrefix(".")
      else { return }
      let path = folder + "/" + name
      guard (try? write(content, to: path)) != nil else { return }
      defer { try? FileManager.default.removeItem(atPath: path) }
      let templates = try Templates(folder: folder)
      _ = try page.html(templates)
      _ = try report.html(templates)
    }
  }
}
