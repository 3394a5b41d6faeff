import VizBP

/// Computes on a tape, differentiates, and draws: a picture in memory, no file and no shell.
@main
enum Embed {
  static func main() async throws {
    let tape = Tape<Double>()
    let x = tape.input(-2, named: "x")
    let y = tape.input(5, named: "y")
    let z = tape.input(-4, named: "z")
    let f = try ((x + y).named("q") * z).named("f")

    let graph = try ComputationGraph(capturing: f, name: "f = (x + y) z")
    let picture = try await Diagram(graph).picture
    let png = try picture.png(scale: 2)
    let svg = try picture.svg()

    // The rest is for the check that runs the examples.
    let gradients = Dictionary(
      uniqueKeysWithValues: graph.nodes.map { ($0.id, $0.gradient?.scalar) })
    guard gradients == ["x": -4, "y": -4, "z": 3, "q": -4, "f": 1] else {
      throw Unexpected(what: "gradients \(gradients)")
    }
    guard png.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) else {
      throw Unexpected(what: "a PNG that begins with \(png.prefix(8))")
    }
    // Minus signs are set as such.
    guard svg.contains(">−4<") || svg.contains(">-4<") else {
      throw Unexpected(what: "an SVG without the gradient of x")
    }
    print("embed: f = -12, ∂f/∂x = -4; PNG \(png.count) bytes, SVG \(svg.utf8.count) bytes")
  }
}

struct Unexpected: Error {
  var what: String
}
