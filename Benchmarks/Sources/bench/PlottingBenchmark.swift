import VizBP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Figures, from arrays of numbers to a file, beside matplotlib.
struct PlottingBenchmark {
  private static let rounds = 5

  /// The folder of `plotting.py`.
  let peers: String
  let folder: TemporaryFolder

  private struct Work {
    var name: String
    /// As `plotting.py` has it.
    var request: [String]
    var aim: String
    var draw: () throws -> [UInt8]
  }

  func run() async throws {
    let (peer, state) = Peer.start(python: "\(peers)/plotting.py")
    let columns = ["matplotlib", "ours/matplotlib", "aim", "bytes", "matplotlib's"]
    var table = Table(["figure, from arrays to a file", "ours"] + (peer == nil ? [] : columns))
    for work in Self.curves + Self.boundaries { table.add(try measure(work, peer)) }
    print("\nmedians of \(Self.rounds) rounds in turns; 800 × 500 and 600 × 600 pixels\n")
    table.show()
    print(peer == nil ? "no matplotlib (\(state)): nothing to compare with" : "matplotlib \(state)")
  }

  private func measure(_ work: Work, _ peer: Peer?) throws -> [String] {
    let clock = ContinuousClock()
    let path = folder / "figure"
    var bytes = 0
    var samples: [Duration] = []
    var theirs: [Duration] = []
    var theirBytes = ""
    // The first round of both warms up.
    for round in 0...Self.rounds {
      let start = clock.now
      let file = try work.draw()
      try File.write(file, to: path)
      bytes = file.count
      if round > 0 { samples.append(clock.now - start) }
      if let peer {
        let words = try peer.ask(work.request).split(separator: " ")
        guard words.count == 2, let seconds = Double(words[0]) else {
          throw BenchmarkError(what: "the peer answered \(words)")
        }
        if round > 0 { theirs.append(.seconds(seconds)) }
        theirBytes = String(words[1])
      }
    }
    let time = Statistics(samples).median
    let row = [work.name, time.shown]
    guard peer != nil else { return row }
    Ratios.note(work.name, beside: "matplotlib", samples, theirs)
    let theirTime = Statistics(theirs).median
    return row + [
      theirTime.shown, Table.part(time / theirTime), work.aim, String(bytes), theirBytes,
    ]
  }

  private static var curves: [Work] {
    var works: [Work] = []
    for (count, kinds) in [
      (1000, ["png", "svg"]), (100_000, ["png", "svg"]), (1_000_000, ["png", "svg"]),
      (10_000_000, ["png"]),
    ] {
      let series = curve(count)
      for kind in kinds {
        works.append(
          Work(
            name: "curve of \(count) points, \(kind)", request: ["curve", kind, "\(count)"],
            aim: count == 10_000_000 ? "≤ 1/20" : "≤ 1/10"
          ) {
            try file(of: Figure.curves([series], options: CurveOptions(best: .none)), as: kind)
          })
      }
    }
    return works
  }

  private static var boundaries: [Work] {
    let field = ScalarField(columns: 500, rows: 500, xRange: -2...2, yRange: -2...2) { x, y in
      tanh(x * y + sin(3 * x))
    }
    var random = SplitMix64(seed: 1)
    func numbers() -> [Double] { (0..<250).map { _ in .random(in: -2...2, using: &random) } }
    let colors = ColorScale(.diverging(center: 0, limit: 1))
    let dots = (0..<2).map { DotMark(x: numbers(), y: numbers(), tone: .category($0)) }
    return ["png", "svg"].map { kind in
      Work(name: "boundary of 500 × 500, \(kind)", request: ["boundary", kind], aim: "≤ 1/10") {
        let marks: [Mark] = [
          .filledContour(
            FilledContourMark(field, levels: (-10...10).map { Double($0) / 10 }, scale: colors)),
          .contourLine(ContourLineMark(field, levels: [0])),
        ]
        let panel = Panel(marks: marks + dots.map(Mark.dots), hasEqualAspect: true)
        return try file(of: Figure(title: "", size: .square, panels: [panel]), as: kind)
      }
    }
  }

  private static func file(of figure: Figure, as kind: String) throws -> [UInt8] {
    let picture = try figure.picture()
    return kind == "svg" ? Array(try picture.svg().utf8) : try picture.png()
  }

  /// A noisy falling curve.
  private static func curve(_ count: Int) -> MetricSeries {
    var random = SplitMix64(seed: 1)
    let steps = (0..<count).map(Double.init)
    let values = steps.map { step in
      // The sum of twelve is near enough to a normal distribution.
      let noise = (0..<12).reduce(-6.0) { sum, _ in sum + .random(in: 0...1, using: &random) }
      return exp(-step / (Double(count) / 5)) + 0.05 * noise
    }
    return MetricSeries(name: "loss", run: "", steps: steps, values: values)
  }
}
