import VizBP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One training step of ours beside PyTorch's and micrograd's.
struct TrainingBenchmark {
  private static let rounds = 5
  /// How long one round lasts at least.
  private static let seconds = 0.2
  /// How many steps both sides take, from the same start, for the losses that have to agree.
  private static let steps = 5

  static let networks = [
    Workload.moons(aim: "≤ 1/10"), .noise([784, 256, 256, 1], batch: 128, aim: "≤ 1/1.5"),
    .noise([1024, 1024, 1024, 1], batch: 256, aim: "≤ 1/1.0"),
  ]
  static let scalars = [Workload.moons(aim: "≤ 1/1000")]

  /// The folder of `training.py`.
  let peers: String
  let folder: TemporaryFolder

  /// What ours is measured beside.
  private struct Rival {
    var name: String
    /// As `training.py` calls it.
    var module: String
    /// What it says of itself: "version …" or "missing …".
    var state: String
    var peer: Peer?

    var isThere: Bool { peer != nil && state.hasPrefix("version ") }
    /// The state without its first word.
    var detail: Substring { state.drop { $0 != " " }.dropFirst() }
  }

  func run() async throws {
    var torch = Rival(name: "PyTorch", module: "torch", state: "")
    var micrograd = Rival(name: "micrograd", module: "micrograd", state: "")
    do {
      let peer = try Peer(python: "\(peers)/training.py")
      torch.state = try peer.answer()
      micrograd.state = try peer.answer()
      (torch.peer, micrograd.peer) = (peer, peer)
    } catch {
      torch.state = "missing \(error)"
      micrograd.state = torch.state
    }

    print(
      "\na training step, medians of \(Self.rounds) rounds in turns; our matrix products: \(threads)"
    )
    try await compare(TensorNetwork.self, on: Self.networks, "tensors, Float32", beside: torch)
    try await compare(ScalarNetwork.self, on: Self.scalars, "scalars, Float64", beside: micrograd)
  }

  /// Trains one workload for a while, which a profiler can watch; a name that begins with "tape "
  /// trains it without a program.
  static func train(_ name: String, seconds: Double) throws {
    let isTape = name.hasPrefix("tape ")
    let name = isTape ? String(name.dropFirst(5)) : name
    if let workload = networks.first(where: { $0.name.hasPrefix(name) }) {
      try train(TensorNetwork(workload), isTape, seconds)
    } else if let workload = scalars.first(where: { "scalar \($0.name)".hasPrefix(name) }) {
      try train(ScalarNetwork(workload), isTape, seconds)
    } else {
      let names = networks.map(\.name) + scalars.map { "scalar \($0.name)" }
      throw BenchmarkError(what: "there are \(names)")
    }
  }

  private static func train(
    _ network: some Network, _ isTape: Bool, _ seconds: Double
  ) throws {
    if isTape {
      var training = TapeTraining(network)
      print(try meanTime(seconds: seconds) { _ = try training.step() }.shown)
    } else {
      let training = try ProgramTraining(network)
      print(try meanTime(seconds: seconds) { _ = try training.step() }.shown)
    }
  }

  private func compare<Ours: Network>(
    _: Ours.Type, on workloads: [Workload], _ heading: String, beside rival: Rival
  ) async throws {
    let columns = [
      rival.name, "ours/\(rival.name)", "aim", "fastest", "losses, step \(Self.steps)",
    ]
    var table = Table([heading, "recording anew", "ours"] + (rival.isThere ? columns : []))
    for workload in workloads {
      let network = try Ours(workload)
      let program = try ProgramTraining(network)
      var tape = TapeTraining(network)
      let loss = try (0..<Self.steps).map { _ in try program.step() }.last ?? .nan
      let theirLoss =
        rival.isThere ? try rival.peer.map { try start(workload, rival.module, $0) } : nil
      var (ours, recording, theirs): ([Duration], [Duration], [Duration]) = ([], [], [])
      for _ in 0..<Self.rounds {
        ours.append(try Self.sample { _ = try program.step() })
        recording.append(try Self.sample { _ = try tape.step() })
        guard theirLoss != nil, let peer = rival.peer else { continue }
        theirs.append(.seconds(try peer.askNumber("time", "\(Self.seconds)")))
        // Its threads wait a little for more work before they sleep.
        try await Task.sleep(for: .milliseconds(250))
      }
      let (time, theirTime) = (Statistics(ours), Statistics(theirs))
      var row = [workload.name, Statistics(recording).median.shown, time.median.shown]
      Ratios.note("a training step, \(workload.name)", beside: rival.name, ours, theirs)
      if let theirLoss {
        let areSame = abs(loss - theirLoss) <= 1e-3 * abs(theirLoss)
        row += [
          theirTime.median.shown, Table.part(time.median / theirTime.median), workload.aim,
          Table.part(time.fastest / theirTime.fastest),
          [loss, theirLoss].map { Table.digits($0, decimals: 5) }
            .joined(separator: areSame ? " = " : " ≠ "),
        ]
      }
      table.add(row)
    }
    print()
    table.show()
    print(
      rival.isThere
        ? "\(rival.name) \(rival.detail)"
        : "no \(rival.name) (\(rival.detail)): nothing to compare with")
  }

  /// Has the peer begin the workload; answers the loss at the step at which ours is asked, too.
  private func start(_ workload: Workload, _ module: String, _ peer: Peer) throws -> Double {
    let file = folder / "\(module).numbers"
    try File.write(workload.bytes, to: file)
    _ = try peer.ask(
      "load", module, file, "\(workload.points.count)",
      workload.sizes.map(String.init).joined(separator: ","))
    return try peer.askNumber("losses", "\(Self.steps)")
  }

  private static func sample(_ step: () throws -> Void) throws -> Duration {
    // What it takes to get going.
    _ = try meanTime(seconds: seconds / 4, step)
    return try meanTime(seconds: seconds, step)
  }

  /// The mean over as many runs as `seconds` take, and one at least.
  private static func meanTime(seconds: Double, _ body: () throws -> Void) throws -> Duration {
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    while true {
      try body()
      count += 1
      let time = clock.now - start
      if time >= .seconds(seconds) { return time / count }
    }
  }

  /// How many threads our matrix products take.
  private var threads: String {
    typealias Count = @convention(c) () -> Int32
    // The library is opened when something is multiplied.
    let square = Tensor<Float>.zeros([64, 64])
    _ = try? Tensor.matmul(square, square)
    guard let count = dlsym(dlopen(nil, RTLD_NOW), "openblas_get_num_threads") else {
      return "1 thread"
    }
    return "OpenBLAS, \(unsafeBitCast(count, to: Count.self)()) threads"
  }
}
