import Testing
import VizDrawing
import VizTestSupport
import VizTrace

@testable import VizPlot

/// Data and options as nobody would want to draw them.
@Suite struct RobustnessTests {
  /// Draws in every kind of file, and expects words that can be read.
  @discardableResult
  private func drawn(
    _ figure: Figure, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Picture {
    let picture = try figure.picture()
    #expect(picture.faults == [], sourceLocation: sourceLocation)
    #expect(
      picture.points.allSatisfy { $0.x.isFinite && $0.y.isFinite }, sourceLocation: sourceLocation)
    #expect(try picture.svg().hasPrefix("<svg"), sourceLocation: sourceLocation)
    return picture
  }

  private func curve(
    _ values: [Double], _ options: CurveOptions = CurveOptions()
  ) throws -> Figure {
    try .curves([Logs.series(values)], options: options)
  }

  @Test func nothingToDrawIsRefused() {
    #expect(throws: PlotError(.data, "there are no metrics to draw")) { try Figure.curves([]) }
  }

  @Test func noPointsSaySo() throws {
    #expect(try drawn(curve([])).texts.contains("no data"))
  }

  @Test func onePointIsADot() throws {
    let picture = try drawn(curve([0.5]))
    let dots = picture.commands.filter {
      if case .fill(let path, let paint) = $0 {
        paint.name == "category-0" && path.elements.count > 4
      } else {
        false
      }
    }
    #expect(dots.count == 1)
    #expect(picture.texts.contains("0.50"))
  }

  @Test func onlyNaNSaysSo() throws {
    let picture = try drawn(curve([.nan, .nan, .nan]))
    #expect(picture.texts.contains("no finite number among 3"))
    #expect(picture.texts.contains("3 values are NaN (×)."))
    #expect(picture.summary.hasSuffix("3 values are NaN (×)."))
  }

  @Test func onlyInfinitiesSaySo() throws {
    let picture = try drawn(curve([.infinity, -.infinity, .infinity]))
    #expect(picture.texts.contains("2 values are infinite (▲). 1 value is −∞ (▼)."))
  }

  @Test func negativeNumbersHaveNoPlaceOnALogAxis() throws {
    let options = CurveOptions(yKind: .log)
    #expect(
      try drawn(curve([-1, -2, 0], options)).texts.contains("no positive number for the log axis"))
    let some = try drawn(curve([1, 0.1, -0.1, 0.01], options))
    #expect(
      some.texts.contains("1 value is not above zero and has no place on a log axis (◆)."))
  }

  @Test(arguments: [0, 1, -3.25, 1e-300, 1e300, .leastNonzeroMagnitude])
  func equalNumbersAreALevelLine(value: Double) throws {
    let picture = try drawn(curve([Double](repeating: value, count: 50)))
    #expect(picture.title.contains("stays at") || value == .leastNonzeroMagnitude)
    #expect(picture.texts.count > 5)
  }

  /// The least number above zero.
  private static let tiny = Double.leastNonzeroMagnitude
  private static let extremes: [[Double]] = [
    [1e308, -1e308], [1.7976931348623157e308, -1.7976931348623157e308, 0], [tiny, 0],
    [tiny, 2 * tiny, 10 * tiny], [1e14 * tiny, 2e14 * tiny], [1, 1.0.nextUp], [1e308, 1e-308],
    [0, -0.0], [1e16, 1e16 + 2],
  ]

  @Test(arguments: extremes)
  func extremesOfTheRangeAreDrawn(values: [Double]) throws {
    for kind in [Scale.Kind.linear, .log, .symlog(1), .symlog(1e-300), .time] {
      let picture = try drawn(curve(values, CurveOptions(yKind: kind)))
      let series = MetricSeries(name: "loss", run: "", steps: values, values: values)
      try drawn(.curves([series], options: CurveOptions(xKind: kind, yKind: kind)))
      #expect(picture.texts.count > 2)
    }
  }

  @Test func linesLeaveGaps() throws {
    let picture = try curve([1, 2, .nan, 2, 1], CurveOptions(best: .none)).picture()
    let runs = picture.commands.compactMap { command -> Int? in
      guard case .stroke(let path, let stroke) = command, stroke.paint.name == "category-0" else {
        return nil
      }
      return path.elements.count { if case .move = $0 { true } else { false } }
    }
    #expect(runs == [2])
  }

  @Test func stepsThatGoBackAreDrawnAsTheyAre() throws {
    let steps = (0..<5000).map { Double($0 % 1000) }
    let series = MetricSeries(name: "loss", run: "", steps: steps, values: Logs.loss(5000))
    try drawn(.curves([series]))
  }

  @Test func unevenColumnsAreCutToTheShorter() throws {
    let series = MetricSeries(name: "loss", run: "", steps: [0, 1, 2], values: [3, 2, 1, 0, .nan])
    #expect(try drawn(.curves([series])).title == "loss falls from 3 to 1 in 2 steps")
    // A curve that turns is said to; one that trembles is not.
    let turning = MetricSeries(
      name: "val_loss", values: (0...20).map { abs(Double($0) - 8) / 10 + 0.5 })
    #expect(
      try drawn(.curves([turning])).title
        == "val_loss falls from 1.3 to 0.5 at step 8, then rises to 1.7")
    let values = (0...20).map { step -> Double in
      let tremor = step % 2 == 0 ? 0.2 : 0
      return 2 / Double(step + 1) + tremor
    }
    let trembling = MetricSeries(name: "val_loss", values: values)
    #expect(try drawn(.curves([trembling])).title.hasPrefix("val_loss falls from 2.2 to 0.295 in"))
  }

  @Test func aThousandSeriesAreShownAsADistribution() throws {
    let series = (0..<1000).map { run in
      Logs.series(Logs.loss(20, rate: 5 + Double(run % 50), seed: UInt64(run)), run: "run \(run)")
    }
    let picture = try drawn(.curves(series))
    let caption =
      "1,000 curves, too many to tell apart: their median, the middle half of them, and the range"
      + " of all."
    #expect(picture.texts.contains(caption))
    #expect(try picture.svg().utf8.count < 20_000)
  }

  @Test func aThousandLinesSayThatTheyHaveNoNames() throws {
    let marks = (0..<1000).map { index in
      Mark.line(
        LineMark(
          x: [0, 1], y: [0, Double(index)], tone: .category(index), label: "line \(index)"))
    }
    let picture = try drawn(Figure(title: "Many", panels: [Panel(marks: marks)]))
    #expect(picture.texts.contains("1,000 series, too many to name."))
    #expect(picture.summary == "Many 1,000 series, too many to name.")
  }

  @Test(arguments: [
    String(repeating: "x", count: 300), String(repeating: "long words ", count: 40),
    "a\0b\u{1b}[31m", "</text><script>alert(1)</script>&amp;", "مرحبا بالعالم 12", "שלום (1.5) abc",
    "\u{202e}desrever", "line\nbreak", "", " ", "漢字かな交じり", "👩‍👩‍👧‍👦",
    "Z" + String(repeating: "\u{336}", count: 300), String(repeating: "漢", count: 20_000),
  ])
  func hostileWordsStayInTheirPlace(words: String) throws {
    let series = [
      Logs.series(Logs.loss(30), words, run: words),
      Logs.series(Logs.loss(30, rate: 9), words, run: "other \(words)"),
    ]
    let options = CurveOptions(title: words, xLabel: words, smoothing: 0.5)
    try drawn(.curves(series, options: options))
    try drawn(.curves(series + [Logs.series([1, 2], "second \(words)")], options: options))
    let picture = try drawn(
      Figure(
        title: words, subtitle: words, caption: words,
        panels: [
          Panel(
            title: words, x: Axis(words, scale: .band([words, "b", words])), y: Axis(words),
            marks: [
              .bars(BarMark(heights: [1, 2, 3], label: words)),
              .rule(RuleMark(.horizontal, at: 1.5, text: words)),
              .text(TextMark(words, x: 1, y: 2.5)),
            ])
        ]))
    #expect(picture.size == Size(width: 800, height: 500))
  }

  @Test func sizesThatCannotBeReadAreRefused() throws {
    for (size, message) in [
      (FigureSize.points(0, 100), "a figure of 0 × 100 points has no area"),
      (.points(-5, 100), "a figure of −5 × 100 points has no area"),
      (.points(.nan, 100), "a figure of NaN × 100 points has no area"),
      (.points(.infinity, 100), "a figure of ∞ × 100 points has no area"),
      (.points(119, 90), "a figure of 119 × 90 points is too small to read"),
      (.points(1e9, 100), "a figure of 10⁹ × 100 points is too large"),
    ] {
      let figure = try curve([1, 2], CurveOptions(size: size))
      #expect {
        try figure.picture()
      } throws: { error in
        (error as? PlotError)?.message == message
      }
    }
  }

  @Test(arguments: [
    FigureSize.points(120, 90), .points(120, 2000), .points(3000, 90), .points(20_000, 200),
    .millimeters(42.4, 31.8),
  ])
  func oddSizesAreDrawn(size: FigureSize) throws {
    for figure in [
      try curve(Logs.loss(50), CurveOptions(title: "A title of some length", size: size)),
      try .curves(
        [
          Logs.series(Logs.loss(50)), Logs.series(Logs.loss(50, seed: 2), "val_loss"),
          Logs.series(Logs.loss(50), "accuracy"),
        ], options: CurveOptions(smoothing: 0.5, size: size)),
    ] {
      let picture = try figure.picture()
      #expect(picture.size == Size(width: size.width, height: size.height))
      let cut = picture.faults.filter { $0.contains("cut by the edge") }
      #expect(cut == [], "\(size)")
    }
  }

  @Test func anyScaleTakesAnyData() throws {
    var random = SeededRandom(seed: 7)
    let odd: [Double] = [
      .nan, .infinity, -.infinity, 0, -0.0, 1e308, -1e308, Self.tiny, 1, 2, 0.5, -1, 1e-9,
    ]
    func numbers() -> [Double] {
      (0..<Int.random(in: 0...9, using: &random)).map { _ in odd.randomElement(using: &random) ?? 0
      }
    }
    let kinds: [Scale.Kind] = [
      .linear, .log, .symlog(1), .symlog(.nan), .time, .band(["a", "b"]), .band([]),
    ]
    for _ in 0..<120 {
      func axis() -> Axis {
        var scale = Scale(kinds.randomElement(using: &random) ?? .linear)
        if Bool.random(using: &random) {
          scale.domain = Scale.Domain(
            odd.randomElement(using: &random) ?? 0, odd.randomElement(using: &random) ?? 1)
        }
        return Axis("axis", scale: scale, isTight: Bool.random(using: &random))
      }
      let marks: [Mark] = [
        .line(LineMark(x: numbers(), y: numbers(), label: "line", marksGaps: true)),
        .dots(DotMark(x: numbers(), y: numbers(), shape: .cross, label: "dots")),
        .band(BandMark(x: numbers(), low: numbers(), high: numbers())),
        .bars(BarMark(starts: numbers(), ends: numbers(), heights: numbers())),
        .rule(RuleMark(.vertical, at: odd.randomElement(using: &random) ?? 0, text: "rule")),
        .text(TextMark("text", x: 1, y: odd.randomElement(using: &random) ?? 0, hasRing: true)),
        .ridges(RidgeMark([RidgeMark.Ridge(base: 0, x: numbers(), heights: numbers())])),
      ]
      let panel = Panel(
        x: axis(), y: axis(), marks: marks.filter { _ in Bool.random(using: &random) },
        hasEqualAspect: Bool.random(using: &random))
      let picture = try Figure(title: "Any", panels: [panel]).picture()
      #expect(picture.points.allSatisfy { abs($0.x) < 1e6 && abs($0.y) < 1e6 })
    }
  }

  @Test func aMillionPointsMakeASmallFile() throws {
    let values = Logs.loss(1_000_000, rate: 2e5, noise: 0.3)
    let raw = try curve(values, CurveOptions(best: .none)).picture()
    #expect(try raw.svg().utf8.count < 100_000)
    let smooth = try curve(values, CurveOptions(smoothing: 0.9, best: .none)).picture()
    #expect(try smooth.svg().utf8.count < 100_000)
  }
}
