import VizBP

/// Measures vizbp and prints what it found; `make bench` runs it. No figure fails anything.
///
///     bench VIZBP PEERS [RATIOS]    measures the program VIZBP, and the engine beside PEERS/*.py,
///                                   and leaves the ratios in the file RATIOS
///     bench --graphs VIZBP          draws large graphs, beside dot
///     bench --read FILE             reads one graph file and prints seconds and bytes of memory
///     bench --chain                 runs a long chain; prints both ways' seconds, bytes of memory
///     bench --plot PEERS            draws figures, beside PEERS/plotting.py
///     bench --training PEERS        trains beside PEERS/*.py, and nothing else
///     bench --layers PEERS          a convolution net, an LSTM, attention, beside PEERS/layers.py
///     bench --models PEERS          runs ONNX models, beside PEERS/models.py
///     bench --capture PEERS         captures while it trains, beside PEERS/capture.py
///     bench --memory                draws ten thousand pictures, and prints what stays of them
///     bench --elementwise           runs a chain of elementwise operations
///     bench --train NAME SECONDS    trains one workload for so long, for a profiler
///     bench --record NAME SECONDS [BUDGET]  and captures all of it, or what a budget leaves
@main
enum Bench {
  static func main() async {
    do {
      try await run(CommandLine.arguments.dropFirst())
    } catch {
      print("bench: \(error)")
    }
  }

  private static func run(_ arguments: ArraySlice<String>) async throws {
    if arguments.first == "--read", let path = arguments.dropFirst().first {
      try ReadingBenchmark.readAndPrint(path)
      return
    }
    if arguments.first == "--training", let peers = arguments.dropFirst().first {
      try await TrainingBenchmark(peers: peers, folder: try TemporaryFolder()).run()
      return
    }
    if arguments.first == "--layers", let peers = arguments.dropFirst().first {
      try await LayersBenchmark(peers: peers).run()
      return
    }
    if arguments.first == "--graphs", let tool = arguments.dropFirst().first {
      try GraphsBenchmark(tool: tool, folder: TemporaryFolder()).run()
      return
    }
    if arguments.first == "--models", let peers = arguments.dropFirst().first {
      try ModelBenchmark(peers: peers).run()
      return
    }
    if arguments.first == "--capture", let peers = arguments.dropFirst().first {
      try await CaptureBenchmark(peers: peers, folder: TemporaryFolder()).run()
      return
    }
    if arguments == ["--memory"] {
      try await MemoryBenchmark().run()
      return
    }
    if arguments == ["--elementwise"] {
      try ElementwiseBenchmark().run()
      return
    }
    if arguments == ["--chain"] {
      try ChainBenchmark.runAndPrint()
      return
    }
    if arguments.first == "--train", arguments.count == 3,
      let seconds = arguments.last.flatMap({ Double($0) })
    {
      let name = Array(arguments)[1]
      if LayersBenchmark.names.contains(name) {
        try LayersBenchmark.train(name, seconds: seconds)
      } else {
        try TrainingBenchmark.train(name, seconds: seconds)
      }
      return
    }
    if arguments.first == "--record", 3...4 ~= arguments.count,
      let seconds = Double(Array(arguments)[2])
    {
      try CaptureBenchmark.record(
        Array(arguments)[1], seconds: seconds,
        budget: arguments.count == 4 ? arguments.last.flatMap { Double($0) } : nil)
      return
    }
    if arguments.first == "--plot", let peers = arguments.dropFirst().first {
      try await PlottingBenchmark(peers: peers, folder: TemporaryFolder()).run()
      return
    }
    let words = Array(arguments)
    guard 2...3 ~= words.count, !words[0].hasPrefix("--") else {
      print("usage: bench VIZBP PEERS [RATIOS]")
      return
    }
    let (tool, peers) = (words[0], words[1])
    let folder = try TemporaryFolder()
    print(Machine.description)
    // What one of them cannot measure is no reason to leave out the others.
    for benchmark in [
      { try await ProcessBenchmark(tool: tool, folder: folder).run() },
      { try GraphsBenchmark(tool: tool, folder: folder).run() },
      { try ReadingBenchmark(folder: folder).run() },
      { try await EncodingBenchmark().run() },
      { try await MemoryBenchmark().run() },
      { try ChainBenchmark().run() },
      { try ElementwiseBenchmark().run() },
      { try EventLogBenchmark(peers: peers).run() },
      { try await TrainingBenchmark(peers: peers, folder: folder).run() },
      { try await LayersBenchmark(peers: peers).run() },
      { try ModelBenchmark(peers: peers).run() },
      { try await CaptureBenchmark(peers: peers, folder: folder).run() },
      { try await PlottingBenchmark(peers: peers, folder: folder).run() },
    ] as [() async throws -> Void] {
      do { try await benchmark() } catch { print("\nbench: \(error)") }
    }
    if words.count == 3 { try File.write(Array(Ratios.json.utf8), to: words[2]) }
  }
}
