import VizBP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The forward pass of ONNX models, beside ONNX Runtime. Ours is in double precision, on the tape that
/// goes back as well; theirs in single precision, compiled for the forward pass alone.
struct ModelBenchmark {
  private static let rounds = 5
  /// Models of the onnx package's own test data.
  private static let names = ["light_resnet50", "light_squeezenet"]

  /// The folder of `models.py`.
  let peers: String

  func run() throws {
    let (peer, state) = Peer.start(python: "\(peers)/models.py")
    guard let peer else {
      print("\nno ONNX Runtime (\(state)): no models to run")
      return
    }
    var table = Table(
      ["a forward pass", "ours, Float64", "ONNX Runtime", "ours/ONNX Runtime", "aim"])
    for name in Self.names { table.add(try measure(name, peer)) }
    print("\nmedians of \(Self.rounds) rounds in turns\n")
    table.show()
    print("ONNX Runtime \(state)")
  }

  private func measure(_ name: String, _ peer: Peer) throws -> [String] {
    let path = String(try peer.ask("path", name).dropFirst("path ".count))
    let model = try ONNXModel(try File.read(path))
    var inputs: [String: Tensor<Double>] = [:]
    for input in model.inputs { inputs[input.name] = try input.random(seed: 1) }
    _ = try model.results(of: inputs)
    let clock = ContinuousClock()
    var (ours, theirs): ([Duration], [Duration]) = ([], [])
    for _ in 0..<Self.rounds {
      let start = clock.now
      _ = try model.results(of: inputs)
      ours.append(clock.now - start)
      theirs.append(.seconds(try peer.askNumber("time", name, "0.5")))
      // Its threads wait a little for more work before they sleep.
      usleep(250_000)
    }
    Ratios.note("a forward pass, \(name)", beside: "ONNX Runtime", ours, theirs)
    let (time, theirTime) = (Statistics(ours).median, Statistics(theirs).median)
    return [name, time.shown, theirTime.shown, Table.part(time / theirTime), "≤ 3"]
  }
}
