import VizBP

/// Whole processes, from start to exit: vizbp, and Graphviz's `dot` on the same graphs.
struct ProcessBenchmark {
  private static let rounds = 40
  /// In milliseconds, on a quiet machine.
  private static let aim = 50

  let tool: String
  let folder: TemporaryFolder

  /// A command, and the name of the row that it is compared with.
  private struct Row {
    var name: String
    var command: [String]
    var peer: String?
    var samples: [Duration] = []
  }

  func run() async throws {
    let neuron = [
      "eval", Samples.neuron, "w0=2", "x0=-1", "w1=-3", "x1=-2", "w2=-3", "--quiet", "-o",
    ]
    let graph = folder / "graph.json"
    try File.write(Samples.tenNodes.jsonData(), to: graph)

    var rows = [
      Row(
        name: "vizbp eval, sigmoid neuron", command: [tool] + neuron + [folder / "neuron.svg"],
        peer: "dot -Tsvg, sigmoid neuron"),
      Row(
        name: "vizbp render, 10 nodes",
        command: [tool, "render", graph, "-o", folder / "graph.svg"],
        peer: "dot -Tsvg, 10 nodes"),
    ]
    if let dot = Program.find("dot") {
      try Program.check([tool] + neuron + [folder / "neuron.dot"])
      try Program.check([tool, "render", graph, "-o", folder / "graph.dot"])
      for (name, stem) in [("sigmoid neuron", "neuron"), ("10 nodes", "graph")] {
        rows.append(
          Row(
            name: "dot -Tsvg, \(name)",
            command: [dot, "-Tsvg", folder / "\(stem).dot", "-o", folder / "\(stem)-dot.svg"]))
      }
    }

    // The first runs fill caches; then the commands take turns, so that what else the machine
    // does touches all of them alike.
    for row in rows { try Program.check(row.command) }
    for _ in 0..<Self.rounds {
      for index in rows.indices {
        rows[index].samples.append(try Program.time(rows[index].command))
      }
    }

    var table = Table(["whole process", "median", "fastest", "slowest", "aim", "beside dot"])
    for row in rows {
      let time = Statistics(row.samples)
      let rival = rows.first { $0.name == row.peer }
      if let rival { Ratios.note(row.name, beside: rival.name, row.samples, rival.samples) }
      let peer = rival.map { Statistics($0.samples) }
      table.add([
        row.name, time.median.shown, time.fastest.shown, time.slowest.shown,
        row.command.first == tool ? "≤ \(Self.aim) ms" : "",
        peer.map { Table.ratio(time.median / $0.median) } ?? "",
      ])
    }
    print("\n\(Self.rounds) runs of each, in turns\n")
    table.show()
    if rows.count == 2 { print("no dot on the path: nothing to compare with") }
  }
}
