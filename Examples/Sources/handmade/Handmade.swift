import Foundation
import VizBP

/// Draws what another engine computed: values and gradients go into the graph as they are.
@main
enum Handmade {
  static func main() async throws {
    // One linear layer and its loss, as a training step of some other library left them.
    let graph = ComputationGraph(
      name: "a linear layer",
      nodes: [
        Node(
          id: "W", op: "parameter", scope: "layer",
          value: .elements([0.5, -1, 0.25, 2], shape: [2, 2]),
          gradient: .elements([1.5, 3, -1, -2], shape: [2, 2]), role: .parameter),
        Node(
          id: "x", op: "input", value: .elements([1, 2], shape: [2]),
          gradient: .elements([0.5, -3.5], shape: [2]), role: .data),
        Node(
          id: "h", op: "matmul", inputs: ["W", "x"], scope: "layer",
          value: .elements([-1.5, 4.25], shape: [2]), gradient: .elements([1.5, -1], shape: [2]),
          local: [.text("xᵀ"), .text("Wᵀ")]),
        Node(
          id: "t", op: "input", label: "target", value: .elements([-3, 5.25], shape: [2]),
          role: .data),
        Node(
          id: "loss", op: "mse", inputs: ["h", "t"], value: .scalar(1.625), gradient: .scalar(1),
          role: .output),
      ],
      outputs: ["loss"])

    var options = DiagramOptions()
    options.theme = .dark
    options.direction = .tb
    let picture = try await Diagram(graph, options: options).picture
    let svg = try picture.svg()

    // The rest is for the check that runs the examples.
    let file = FileManager.default.temporaryDirectory.appending(
      path: "handmade-\(ProcessInfo.processInfo.processIdentifier).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try graph.write(to: file)
    let again = try ComputationGraph(contentsOf: file)
    guard again == graph else { throw Unexpected(what: "another graph after a round trip") }
    guard picture.size.height > picture.size.width else {
      throw Unexpected(what: "a picture that does not run from top to bottom")
    }
    print("handmade: \(graph.nodes.count) nodes, SVG \(svg.utf8.count) bytes")
  }
}

struct Unexpected: Error {
  var what: String
}
