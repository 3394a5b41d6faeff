import VizCheck
import VizDiagnosis
import VizTrace

@main
enum Judge {
  static func main() throws {
    let nodes = [
      Node(id: "W", op: "parameter", value: .elements([0.5, -1, 0.25, 2], shape: [2, 2])),
      Node(id: "x", op: "input", value: [1, 2], gradient: [0.5, -3.5]),
      Node(id: "h", op: "matmul", inputs: ["W", "x"], value: [-1.5, 4.25], gradient: [1.5, -1]),
      Node(id: "t", op: "input", value: [-3, 5.25]),
      Node(id: "loss", op: "mse", inputs: ["h", "t"], value: 1.625, gradient: 1),
    ]
    let check = try GraphCheck(ComputationGraph(nodes: nodes, outputs: ["loss"]))
    let losses = MetricSeries(name: "loss", values: [2.3, .nan])
    let findings = Finding.all(in: RunHistory(name: "log", metrics: [losses]))
    print("judge: gradients \(check.isOK ? "agree" : "differ"), \(findings.count) finding(s)")
  }
}
