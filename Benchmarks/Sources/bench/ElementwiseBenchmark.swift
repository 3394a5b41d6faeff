import VizBP

/// Elementwise operations one after the other over long tensors, forward and backward: recorded
/// anew, each a pass over memory, and as a program, which takes them block by block.
struct ElementwiseBenchmark {
  private static let rounds = 9

  func run() throws {
    var table = Table(["elementwise chains, Float32", "recording anew", "program", "ratio"])
    for count in [1000, 100_000, 4_000_000] {
      for (name, chain) in [("11 sums and products", Self.arithmetic), ("gelu by tanh", Self.gelu)]
      {
        let tape = Tape<Float>()
        let x = tape.parameter(Tensor(repeating: 0.5, shape: .vector(count)))
        let program = try TapeProgram(of: mean(chain(x)), withRespectTo: [x])
        var (recording, running): ([Duration], [Duration]) = ([], [])
        for _ in 0..<Self.rounds {
          recording.append(
            try Self.time(count) {
              let tape = Tape<Float>()
              let fresh = tape.parameter(x.value)
              let output = try mean(chain(fresh))
              _ = try tape.gradient(of: output, withRespectTo: [fresh])
            })
          running.append(
            try Self.time(count) {
              try program.forward()
              try program.backward()
            })
        }
        let (slow, fast) = (Statistics(recording).median, Statistics(running).median)
        table.add(["\(name) of \(count)", slow.shown, fast.shown, Table.part(fast / slow)])
      }
    }
    print()
    table.show()
  }

  private static func arithmetic(_ x: Variable<Float>) throws -> Variable<Float> {
    let a = try x * 1.5 + 0.25
    let b = try a * a - x
    let c = try b * 0.5 + a
    return try relu(c - b) * c + x
  }

  private static func gelu(_ x: Variable<Float>) throws -> Variable<Float> {
    try 0.5 * x * (1 + tanh(0.797_884_56 * (x + 0.044715 * x * x * x)))
  }

  private static func time(_ count: Int, _ body: () throws -> Void) rethrows -> Duration {
    let repeats = max(1, 1_000_000 / count)
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<repeats { try body() }
    return (clock.now - start) / repeats
  }
}
