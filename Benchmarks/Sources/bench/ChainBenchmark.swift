import VizBP

/// A chain of a million scalar nodes, forward and backward, in a process of its own.
struct ChainBenchmark {
  private static let rounds = 3
  private static let count = 1_000_000

  func run() throws {
    var forward: [Duration] = []
    var backward: [Duration] = []
    var memory: [Int] = []
    for _ in 0..<Self.rounds {
      let words = try Program.output([CommandLine.arguments[0], "--chain"]).split(separator: " ")
      guard words.count == 3, let there = Double(words[0]), let back = Double(words[1]),
        let bytes = Int(words[2].filter(\.isNumber))
      else { throw BenchmarkError(what: "the chain's process answered \(words)") }
      forward.append(.seconds(there))
      backward.append(.seconds(back))
      memory.append(bytes)
    }

    let sums = zip(forward, backward).map { $0 + $1 }
    Ratios.note(
      "a chain of \(Self.count) scalar nodes", beside: "a second", sums,
      sums.map { _ in .seconds(1) })
    let both = Statistics(sums).median
    var table = Table(["a chain of \(Self.count) scalar nodes", "measured", "aim"])
    table.add(["forward, median of \(Self.rounds)", Statistics(forward).median.shown, ""])
    table.add(["backward", Statistics(backward).median.shown, ""])
    table.add(["forward and backward", both.shown, "≤ 1 s"])
    let megabytes = "\((memory.max() ?? 0) / 1_000_000) MB"
    table.add(["peak memory of the process", megabytes, "≤ 1000 MB"])
    print()
    table.show()
  }

  /// What the process of its own does: adds the same number again and again.
  static func runAndPrint() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let tape = Tape<Double>()
    let x = tape.input(1)
    let addend = tape.parameter(0.5)
    var last = x
    while tape.nodes.count < count { last = try last + addend }
    let middle = clock.now
    let gradient = try tape.gradient(of: last)
    let end = clock.now
    guard gradient[x] == 1, gradient[addend] == Tensor(Double(count - 2)) else {
      throw BenchmarkError(what: "the chain's gradient is wrong")
    }
    print(
      (middle - start) / .seconds(1), (end - middle) / .seconds(1), Machine.peakMemory ?? 0)
  }
}
