import VizBP

/// The steps from a formula to bytes, inside one process.
struct EncodingBenchmark {
  private static let rounds = 100

  func run() async throws {
    let graph = try Samples.neuronGraph()
    let picture = try await Diagram(graph).picture
    var table = Table(["in process, sigmoid neuron", "median", "fastest", "bytes"])
    let clock = ContinuousClock()

    /// Times `body`, which answers how many bytes it made, if that is what it makes.
    func measure(_ name: String, _ body: () async throws -> Int?) async throws {
      var bytes = try await body()
      var samples: [Duration] = []
      for _ in 0..<Self.rounds {
        let start = clock.now
        bytes = try await body()
        samples.append(clock.now - start)
      }
      let time = Statistics(samples)
      table.add([name, time.median.shown, time.fastest.shown, bytes.map(String.init) ?? ""])
    }

    try await measure("trace, forward and backward") {
      _ = try Samples.neuronGraph()
      return nil
    }
    try await measure("lay out and draw") {
      _ = try await Diagram(graph).picture
      return nil
    }
    try await measure("SVG, live text") { try picture.svg().utf8.count }
    try await measure("SVG, outlines") { try picture.svg(text: .outlines).utf8.count }
    try await measure("PNG") { try picture.png().count }
    try await measure("PNG, scale 2") { try picture.png(scale: 2).count }
    try await measure("PDF") { try picture.pdf().count }
    print("\nmedians of \(Self.rounds)\n")
    table.show()
  }
}
