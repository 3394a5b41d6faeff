import VizBP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The forward pass of ONNX models, beside ONNX Runtime: in single precision by a session, as theirs, and
/// in double precision on the tape that goes back as well.
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
    var table = Table([
      "a forward pass", "tape, Float64", "session, Float32", "ONNX Runtime, Float32",
      "tape/ONNX Runtime", "session/ONNX Runtime", "aim",
    ])
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
    let session = try ONNXSession(model)
    _ = try (model.results(of: inputs), session.results(of: inputs))
    let clock = ContinuousClock()
    func time(_ pass: () throws -> Void) rethrows -> Duration {
      let start = clock.now
      try pass()
      return clock.now - start
    }
    var (tape, single, theirs): ([Duration], [Duration], [Duration]) = ([], [], [])
    for _ in 0..<Self.rounds {
      tape.append(try time { _ = try model.results(of: inputs) })
      // As long as theirs, which are a mean of many.
      var times: [Duration] = []
      while times.reduce(.zero, +) < .milliseconds(500) {
        times.append(try time { _ = try session.results(of: inputs) })
      }
      single.append(times.reduce(.zero, +) / times.count)
      theirs.append(.seconds(try peer.askNumber("time", name, "0.5")))
      // Its threads wait a little for more work before they sleep.
      usleep(250_000)
    }
    Ratios.note("a forward pass, \(name)", beside: "ONNX Runtime", tape, theirs)
    Ratios.note("a forward pass in Float32, \(name)", beside: "ONNX Runtime", single, theirs)
    let medians = [tape, single, theirs].map { Statistics($0).median }
    return [
      name, medians[0].shown, medians[1].shown, medians[2].shown,
      Table.part(medians[0] / medians[2]), Table.part(medians[1] / medians[2]), "≤ 3",
    ]
  }
}
