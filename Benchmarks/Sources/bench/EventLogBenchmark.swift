import VizBP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Our event log beside TensorBoard's, and the log of a million steps.
struct EventLogBenchmark {
  private static let rounds = 5
  private static let scalars = 20_000
  private static let histograms = 300
  private static let steps = 1_000_000

  /// The folder of `event_log.py`.
  let peers: String

  func run() throws {
    let peer = try? theirs()
    var samples: [String: [Duration]] = [:]
    func note(_ what: String, _ time: Duration) { samples[what, default: []].append(time) }
    var found: (ours: Int, theirs: String)?
    for _ in 0..<Self.rounds {
      // Not one for the whole benchmark: a folder's files are one run.
      let folder = try TemporaryFolder()
      note("scalar", try writeScalars(folder.path))
      note("histogram", try writeHistograms(folder.path))
      let (time, count) = try read(folder.path)
      note("read", time)
      if let peer {
        let folder = try TemporaryFolder()
        for (what, request, count) in [
          ("their scalar", "scalars", Self.scalars), ("their histogram", "histograms", 30),
        ] {
          note(what, .seconds(try peer.askNumber(request, folder.path, "\(count)")))
        }
        let rest = try TemporaryFolder()
        _ = try peer.ask("scalars", rest.path, "\(Self.scalars)")
        _ = try peer.ask("histograms", rest.path, "\(Self.histograms)")
        let answer = try peer.ask("read", rest.path)
        note(
          "their read", .seconds(answer.split(separator: " ").last.flatMap { Double($0) } ?? .nan))
        found = (count, String(answer.prefix { $0 != " " }))
      }
    }

    var table = Table(
      ["event log, median of \(Self.rounds)", "ours"]
        + (peer == nil ? [] : ["TensorBoard", "ours/TensorBoard", "aim"]))
    for (what, heading) in [
      ("scalar", "write one scalar"), ("histogram", "write a histogram of 65,536 values"),
      ("read", "read \(Self.scalars) scalars and \(Self.histograms) histograms"),
    ] {
      let ours = Statistics(samples[what] ?? []).median
      let theirs = Statistics(samples["their \(what)"] ?? []).median
      Ratios.note(
        heading, beside: "TensorBoard", samples[what] ?? [], samples["their \(what)"] ?? [])
      table.add(
        [heading, ours.shown]
          + (peer == nil ? [] : [theirs.shown, Table.part(ours / theirs), "≤ 1/20"]))
    }
    print()
    table.show()
    if let found {
      print("scalars read back: \(found.ours) by us, \(found.theirs) by TensorBoard")
    } else {
      print("no TensorBoard: nothing to compare with")
    }
    try runLongRun()
  }

  private func theirs() throws -> Peer {
    let (peer, state) = Peer.start(python: "\(peers)/event_log.py")
    guard let peer else { throw BenchmarkError(what: state) }
    return peer
  }

  private func writeScalars(_ folder: String) throws -> Duration {
    let log = try EventLog(folder: folder)
    defer { log.close() }
    return ContinuousClock().measure {
      for step in 0..<Self.scalars { log.scalar("loss", exp(-Double(step) / 3000), step: step) }
      log.flush()
    } / Self.scalars
  }

  private func writeHistograms(_ folder: String) throws -> Duration {
    var random = SplitMix64(seed: 7)
    // Normal deviates, near enough: sums of twelve even ones.
    let values = (0..<65_536).map { _ in
      (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }
    let log = try EventLog(folder: folder)
    defer { log.close() }
    return ContinuousClock().measure {
      for step in 0..<Self.histograms {
        if let histogram = Histogram(of: values) {
          log.histogram("layer/weights", histogram, step: step)
        }
      }
      log.flush()
    } / Self.histograms
  }

  private func read(_ folder: String) throws -> (Duration, Int) {
    let clock = ContinuousClock()
    let start = clock.now
    let log = try RunLog(folder: folder)
    let histograms = try log.histograms("layer/weights")
    let time = clock.now - start
    guard histograms.count == Self.histograms else {
      throw BenchmarkError(what: "\(histograms.count) histograms were read back")
    }
    return (time, log.metric("loss")?.values.count ?? 0)
  }

  /// Four scalars a step.
  private func runLongRun() throws {
    let folder = try TemporaryFolder()
    let tags = ["loss", "accuracy", "learning rate", "step time"]
    let log = try EventLog(folder: folder.path)
    let clock = ContinuousClock()
    let writing = clock.measure {
      for step in 0..<Self.steps {
        for tag in tags { log.scalar(tag, Double(step), step: step) }
      }
      log.close()
    }
    let start = clock.now
    let values = try RunLog(folder: folder.path).metrics.map(\.values.count)
    let reading = clock.now - start
    guard values == tags.map({ _ in Self.steps }) else {
      throw BenchmarkError(what: "\(values) scalars were read back")
    }
    let megabytes = "\(log.progress.bytesWritten / 1_000_000) MB"
    var table = Table(
      ["a run of \(Self.steps) steps, \(tags.count) scalars each, \(megabytes)", "measured", "aim"])
    table.add(["writing it", writing.shown, ""])
    table.add(["reading it", reading.shown, "≤ 2 s"])
    print()
    table.show()
  }
}
