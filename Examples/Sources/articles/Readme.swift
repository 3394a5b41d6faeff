import Foundation
import VizBP

extension Articles {
  static func readme() async throws {
    let tape = Tape<Double>()
    let x = tape.input(-2, named: "x")
    let y = tape.input(5, named: "y")
    let z = tape.input(-4, named: "z")
    let f = try (x + y) * z

    let graph = try ComputationGraph(capturing: f, name: "(x + y) z")
    let picture = try await Diagram(graph).picture
    let svg = try picture.svg()  // selectable text, in memory
    try picture.write(to: "graph.pdf")  // or .png, .tex, .gif, … by the ending

    try expect(svg.contains(">−12<"), "the value of the product")
    try expect(
      try Data(contentsOf: URL(filePath: "graph.pdf")).starts(with: Data("%PDF".utf8)), "a PDF")
  }
}
