import VizBP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Measures vizbp and prints what it found; `make bench` runs it. No figure fails anything.
///
///     bench VIZBP PEERS [RATIOS]    measures the program VIZBP, and the engine beside PEERS/*.py,
///                                   and leaves the ratios in the file RATIOS
///     bench --only NAMES VIZBP PEERS [RATIOS]
///                                   and no more than the parts of these names, as in "capture,layers"
///     bench --read FILE             reads one graph file and prints seconds and bytes of memory
///     bench --chain                 runs a long chain; prints both ways' seconds, bytes of memory
///     bench --draw WAY COUNT VIZBP  draws so many pictures; prints the bytes it grew by, and had before
///     bench --train NAME SECONDS    trains one workload for so long, for a profiler
///     bench --record NAME SECONDS [BUDGET]  and captures all of it, or what a budget leaves
@main
enum Bench {
  static func main() async {
    do {
      try await run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      print("bench: \(error)")
    }
  }

  private static func run(_ arguments: [String]) async throws {
    switch (arguments.first, arguments.count) {
    case ("--read", 2): try ReadingBenchmark.readAndPrint(arguments[1])
    case ("--chain", 1): try ChainBenchmark.runAndPrint()
    case ("--draw", 4):
      try await MemoryBenchmark.drawAndPrint(
        arguments[1], count: arguments[2], tool: arguments[3])
    case ("--train", 3): try train(arguments[1], seconds: arguments[2])
    case ("--record", 3...4):
      try CaptureBenchmark.record(
        arguments[1], seconds: Double(arguments[2]) ?? 1,
        budget: arguments.count == 4 ? Double(arguments[3]) : nil)
    case ("--only", 4...5):
      try await measure(
        arguments[1].split(separator: ",").map(String.init), Array(arguments.dropFirst(2)))
    case (_, 2...3) where !arguments[0].hasPrefix("--"): try await measure(nil, arguments)
    default: print("usage: bench [--only NAMES] VIZBP PEERS [RATIOS]")
    }
  }

  private static func train(_ name: String, seconds: String) throws {
    let seconds = Double(seconds) ?? 1
    if LayersBenchmark.names.contains(name) {
      try LayersBenchmark.train(name, seconds: seconds)
    } else {
      try TrainingBenchmark.train(name, seconds: seconds)
    }
  }

  /// What can be measured, by name, in the order of the tables.
  private static func parts(
    tool: String, peers: String, folder: TemporaryFolder
  ) -> KeyValuePairs<String, () async throws -> Void> {
    [
      "process": { try await ProcessBenchmark(tool: tool, folder: folder).run() },
      "graphs": { try GraphsBenchmark(tool: tool, peers: peers, folder: folder).run() },
      "reading": { try ReadingBenchmark(folder: folder).run() },
      "encoding": { try await EncodingBenchmark().run() },
      "memory": { try MemoryBenchmark(tool: tool).run() },
      "chain": { try ChainBenchmark().run() },
      "elementwise": { try ElementwiseBenchmark().run() },
      "log": { try EventLogBenchmark(peers: peers).run() },
      "training": { try await TrainingBenchmark(peers: peers, folder: folder).run() },
      "layers": { try await LayersBenchmark(peers: peers).run() },
      "models": { try ModelBenchmark(peers: peers).run() },
      "capture": { try await CaptureBenchmark(peers: peers, folder: folder).run() },
      "plots": { try await PlottingBenchmark(peers: peers, folder: folder).run() },
    ]
  }

  /// Measures the parts of these names, or all; `words` are the program, the folder of peers and perhaps
  /// the file of ratios.
  private static func measure(_ names: [String]?, _ words: [String]) async throws {
    let parts = parts(tool: words[0], peers: words[1], folder: try TemporaryFolder())
    let known = parts.map(\.key)
    if let stranger = names?.first(where: { !known.contains($0) }) {
      print("bench: there is no part \(stranger); there are \(known.joined(separator: ", "))")
      return
    }
    print(Machine.description)
    for (name, run) in parts where names?.contains(name) ?? true {
      // What one of them cannot measure is no reason to leave out the others.
      do { try await run() } catch { print("\nbench: \(error)") }
      // A log shows each table once it is there, and what peers complain of beside it.
      fflush(nil)
    }
    if words.count == 3 { try File.write(Array(Ratios.json.utf8), to: words[2]) }
  }
}
