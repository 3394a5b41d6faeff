import VizDiagram
import VizTrace

@main
enum Light {
  static func main() async throws {
    let nodes = [
      Node(id: "x", op: "input", value: -2, gradient: -4),
      Node(id: "z", op: "input", value: -4, gradient: -2),
      Node(id: "f", op: "mul", inputs: ["x", "z"], value: 8, gradient: 1, local: [-4, -2]),
    ]
    let picture = try await Diagram(ComputationGraph(nodes: nodes, outputs: ["f"])).picture
    print("light: SVG of \(try picture.svg().utf8.count) bytes")
  }
}
