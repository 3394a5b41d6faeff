import VizBP

/// A graph file of 100,000 nodes, read in a process of its own.
struct ReadingBenchmark {
  private static let rounds = 5
  private static let count = 100_000

  let folder: TemporaryFolder

  func run() throws {
    let path = folder / "large.json"
    let text = Samples.chain(of: Self.count).jsonData()
    try File.write(text, to: path)

    var seconds: [Duration] = []
    var memory: [Int] = []
    for _ in 0..<Self.rounds {
      let words = try Program.output([CommandLine.arguments[0], "--read", path]).split(
        separator: " ")
      guard words.count == 2, let time = Double(words[0]),
        let bytes = Int(words[1].filter(\.isNumber))
      else { throw BenchmarkError(what: "the reading process answered \(words)") }
      seconds.append(.seconds(time))
      memory.append(bytes)
    }

    let megabytes = { (bytes: Int) in "\(bytes / 1_000_000) MB" }
    var table = Table(["reading \(Self.count) nodes, \(megabytes(text.count))", "measured", "aim"])
    table.add(["median of \(Self.rounds)", Statistics(seconds).median.shown, "≤ 2 s"])
    table.add(["peak memory of the process", megabytes(memory.max() ?? 0), "≤ 500 MB"])
    print()
    table.show()
  }

  /// What the process of its own does.
  static func readAndPrint(_ path: String) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let graph = try ComputationGraph(jsonData: try File.read(path))
    let time = clock.now - start
    guard graph.nodes.count == count else {
      throw BenchmarkError(what: "\(graph.nodes.count) nodes were read")
    }
    print(time / .seconds(1), Machine.peakMemory ?? 0)
  }
}
