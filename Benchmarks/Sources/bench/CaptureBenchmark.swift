import VizBP
import VizNeural

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What it costs to capture every node's value and gradient in every step, and what it costs with a
/// budget, beside PyTorch with hooks that take the same statistics.
struct CaptureBenchmark {
  /// Many and short, so that what else the machine does comes upon all of them alike.
  private static let rounds = 31
  /// How long one round lasts at least.
  private static let seconds = 0.06
  private static let budget = 0.05
  /// What capture of everything should cost at most, by workload.
  private static let aims = ["≤ 2.00 ×", "≤ 1.10 ×", "≤ 1.10 ×"]

  /// The folder of `capture.py`.
  let peers: String
  let folder: TemporaryFolder

  func run() async throws {
    let (peer, state) = Peer.start(python: "\(peers)/capture.py")
    var table = Table(
      [
        "capture in training", "plain step", "every node", "ratio", "aim", "5 % budget", "ratio",
        "aim", "captured",
      ] + (peer == nil ? [] : ["PyTorch", "with hooks", "ratio"]))
    for (workload, aim) in zip(TrainingBenchmark.networks, Self.aims) {
      try await table.add(measure(workload, aim: aim, beside: peer))
    }
    print("\ncapture, medians of \(Self.rounds) rounds in turns")
    table.show()
    print(peer == nil ? "no PyTorch (\(state))" : "PyTorch \(state.dropFirst(8))")
  }

  private func measure(
    _ workload: Workload, aim: String, beside peer: Peer?
  ) async throws -> [String] {
    let plain = try trainer(workload)
    let (full, recorder) = try recorded(workload, CapturePolicy(), "full")
    let (bounded, budgeted) = try recorded(
      workload, CapturePolicy(budget: Self.budget), "budget")
    if let peer {
      let file = folder / "capture.numbers"
      try File.write(workload.bytes, to: file)
      _ = try peer.ask(
        "load", file, "\(workload.points.count)",
        workload.sizes.map(String.init).joined(separator: ","))
    }
    var (times, fullTimes, boundedTimes): ([Duration], [Duration], [Duration]) = ([], [], [])
    var (theirs, hooked): ([Duration], [Duration]) = ([], [])
    for _ in 0..<Self.rounds {
      boundedTimes.append(try Self.sample(bounded))
      // What the others take is no time of the training whose budget is kept.
      try budgeted.aside {
        // What waits to be written is not to be written during the next round.
        budgeted.flush()
        times.append(try Self.sample(plain))
        fullTimes.append(try Self.sample(full))
        recorder.flush()
      }
    }
    if let peer {
      for _ in 0..<5 {
        theirs.append(.seconds(try peer.askNumber("time", "plain", "0.4")))
        hooked.append(.seconds(try peer.askNumber("time", "hooks", "0.4")))
      }
      // Its threads wait a little for more work before they sleep.
      usleep(250_000)
    }
    try recorder.finish()
    try budgeted.finish()
    Ratios.note("every node captured, \(workload.name)", beside: "the plain step", fullTimes, times)
    Ratios.note(
      "capture under a 5 % budget, \(workload.name)", beside: "the plain step", boundedTimes, times)
    let (time, fullTime) = (Statistics(times).median, Statistics(fullTimes).median)
    let boundedTime = Statistics(boundedTimes).median
    let report = budgeted.report
    let share = Double(report.capturedSteps) / Double(max(report.steps, 1))
    var row = [
      workload.name, time.shown, fullTime.shown, Table.ratio(fullTime / time), aim,
      boundedTime.shown, Table.ratio(boundedTime / time), "≤ 1.05 ×",
      "\(Table.digits(share * 100, decimals: 1)) %",
    ]
    if peer != nil {
      let (theirTime, hookedTime) = (Statistics(theirs).median, Statistics(hooked).median)
      row += [theirTime.shown, hookedTime.shown, Table.ratio(hookedTime / theirTime)]
    }
    return row
  }

  /// Trains one workload for a while and captures all of it, which a profiler can watch, or what a
  /// budget leaves.
  static func record(_ name: String, seconds: Double, budget: Double?) throws {
    guard let workload = TrainingBenchmark.networks.first(where: { $0.name.hasPrefix(name) }) else {
      throw BenchmarkError(what: "there are \(TrainingBenchmark.networks.map(\.name))")
    }
    let benchmark = CaptureBenchmark(peers: "", folder: try TemporaryFolder())
    let (trainer, recorder) = try benchmark.recorded(
      workload, CapturePolicy(budget: budget), "record")
    let clock = ContinuousClock()
    let start = clock.now
    while clock.now - start < .seconds(seconds) { try trainer.step() }
    let report = recorder.report
    try recorder.finish()
    let time = Duration.seconds(report.trainingTime / Double(max(report.steps, 1)))
    print(
      "\(report.steps) steps of \(time.shown), \(report.capturedSteps) captured, "
        + "\(Table.ratio(1 + report.overhead)) by its own account")
  }

  private func trainer(_ workload: Workload) throws -> Trainer<Float> {
    let widths = workload.sizes.dropFirst()
    let layers: [any Layer] =
      widths.dropLast().map { Dense($0, .relu) } + [Dense(widths.last ?? 1)]
    let network = try VizNeural.Network<Float>(
      Sequential(layers), inputShape: [workload.sizes[0]], seed: 1)
    let data = try Dataset<Float>(
      name: workload.name, inputs: Tensor(rows: workload.points).converted(to: Float.self),
      targets: .labels(workload.labels.map { $0 > 0 ? 1 : 0 }), classes: ["-1", "1"])
    return try Trainer(
      network, on: data,
      TrainingOptions(
        loss: .hinge, optimizer: .sgd, learningRate: 0.01, batchSize: data.count, steps: 1))
  }

  private func recorded(
    _ workload: Workload, _ policy: CapturePolicy, _ name: String
  ) throws -> (Trainer<Float>, Recorder) {
    let trainer = try trainer(workload)
    let recorder = try Recorder(
      folder: folder / "\(name)-\(workload.sizes[0])", policy: policy)
    trainer.observer = recorder
    return (trainer, recorder)
  }

  /// The mean of a step over as many as the round takes, after a quarter of it to get going.
  private static func sample(_ trainer: Trainer<Float>) throws -> Duration {
    let clock = ContinuousClock()
    func mean(_ seconds: Double) throws -> Duration {
      let start = clock.now
      var count = 0
      while true {
        try trainer.step()
        count += 1
        let time = clock.now - start
        if time >= .seconds(seconds) { return time / count }
      }
    }
    _ = try mean(seconds / 4)
    return try mean(seconds)
  }
}
