import VizBP

extension Articles {
  static func backpropagation() async throws {
    let tape = Tape<Double>()
    let x = tape.input(-2, named: "x")
    let y = tape.input(5, named: "y")
    let z = tape.input(-4, named: "z")
    let q = try (x + y).named("q")
    let f = try (q * z).named("f")

    let gradient = try tape.gradient(of: f)
    print(gradient[x].elements, gradient[z].elements)  // [-4.0] [3.0]

    try expect(
      [gradient[x], gradient[y], gradient[z]] == [-4, -4, 3], "the gradient of (x + y) z")

    var cotangents = [Tensor<Double>](repeating: 0, count: tape.nodes.count)
    cotangents[f.index] = 1
    for (index, node) in tape.nodes.enumerated().reversed() {
      for (position, input) in node.inputs.enumerated() {
        let contribution = try tape.vjp(cotangents[index], of: index, to: position)
        cotangents[input] = try cotangents[input] + contribution
      }
    }

    try expect(cotangents[x.index] == gradient[x], "the walk by hand")

    let square = try x * x
    let slope = try tape.gradient(of: square)[x]  // 2x = -4: a contribution of -2 by each way

    try expect(slope == -4, "a sum at a fan-out")

    var options = DiagramOptions()
    options.show = .chain
    let graph = try ComputationGraph(capturing: f, name: "f = (x + y) z")
    let picture = try await Diagram(graph, options: options).picture
    let svg = try picture.svg()

    try expect(svg.contains("<svg"), "a picture")
  }
}
