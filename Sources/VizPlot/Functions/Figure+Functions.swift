import VizBase

extension Figure {
  /// A function of one variable, its approximation by a sum of sigmoids, and the summands.
  ///
  /// - Parameters:
  ///   - function: What is approximated.
  ///   - sum: The approximation.
  ///   - range: What of x is shown.
  ///   - title: Of the figure.
  ///   - size: Of the figure.
  public static func approximation(
    of function: (Double) -> Double, by sum: SigmoidSum, over range: ClosedRange<Double>,
    title: String? = nil, size: FigureSize = .pixels(800, 620)
  ) -> Figure {
    let x = samples(range)
    let (wanted, given) = (x.map(function), x.map { sum($0) })
    let worst = zip(wanted, given).map { abs($0 - $1) }.filter(\.isFinite).max() ?? .nan
    let count = sum.terms.count
    let message =
      "\(count) sigmoid\(count == 1 ? "" : "s") come within \(NumberFormat.brief(worst))"
    let summands = sum.terms.enumerated().map { index, term in
      // More colours than can be told apart say nothing.
      let tone =
        count <= mostColours ? Tone.category(index).faint(0.85) : Tone.category(0).faint(0.5)
      return Mark.line(
        LineMark(
          x: x, y: x.map { term($0) }, tone: tone, width: count <= mostColours ? 1.3 : 1))
    }
    return Figure(
      title: title ?? message, subtitle: title == nil ? nil : message,
      caption: "Above: the function and the sum. Below: each summand h·σ(wx + b)"
        + (sum.offset == 0 ? "." : "; the sum begins at \(NumberFormat.brief(sum.offset))."),
      summary: message + " of the function.", size: size,
      panels: [
        Panel(
          x: Axis(hasGrid: false, isTight: true), y: Axis("y"),
          marks: [
            .line(
              LineMark(x: x, y: wanted, tone: Tone.ink.faint(0.45), width: 4, label: "function")),
            .line(LineMark(x: x, y: given, tone: .category(0), width: 2, label: "sum of sigmoids")),
          ]),
        Panel(
          x: Axis("x", hasGrid: false, isTight: true), y: Axis("summands"), marks: summands),
      ], columns: 1, sharesX: true)
  }

  /// How depth folds the input: the same simple layer composed with itself, and the number of
  /// linear pieces that come of it.
  ///
  /// Guido Montúfar, Razvan Pascanu, Kyunghyun Cho and Yoshua Bengio, "On the Number of Linear
  /// Regions of Deep Neural Networks", 2014.
  ///
  /// - Parameters:
  ///   - depths: A panel for each number of layers.
  ///   - range: What of the input is shown.
  ///   - title: Of the figure.
  ///   - size: Of the figure; by default wide enough for the depths.
  ///   - layer: One layer, piecewise linear; by default `|2x − 1|`, two ReLUs.
  public static func folding(
    depths: [Int] = [1, 2, 3, 4], over range: ClosedRange<Double> = 0...1,
    title: String = "Each layer folds the input once more", size: FigureSize? = nil,
    layer: (Double) -> Double = { abs(2 * $0 - 1) }
  ) -> Figure {
    var counts: [String] = []
    let all = depths.map { depth in
      LinearPieces(over: range) { x in
        (0..<max(0, min(depth, 64))).reduce(x) { value, _ in layer(value) }
      }
    }
    // Room for the dots at both ends.
    let heights = all.flatMap(\.y).filter(\.isFinite)
    let (low, high) = (heights.min() ?? 0, heights.max() ?? 1)
    let room = 0.06 * max(high - low, .leastNormalMagnitude)
    let panels = zip(depths, all).map { depth, pieces in
      let word = "\(pieces.count) linear region\(pieces.count == 1 ? "" : "s")"
      counts.append("\(depth) layer\(depth == 1 ? "" : "s"): \(word)")
      return Panel(
        title: counts.last, x: Axis("x", hasGrid: false, isTight: true),
        y: Axis("y", scale: .linear(low - room, high + room)), marks: pieces.marks)
    }
    let columns = max(1, min(depths.count, 4))
    let rows = (depths.count + columns - 1) / columns
    return Figure(
      title: title, caption: "Dots: where one region ends and the next begins.",
      summary: "\(title). \(counts.joined(separator: "; ")).",
      size: size ?? .pixels(Double(columns) * 230 + 60, Double(max(rows, 1)) * 240 + 90),
      panels: panels, columns: columns, sharesX: true, sharesY: true, labelling: .none)
  }

  /// Compositions of a non-linear map beside those of a straight line: what depth adds, and that
  /// it adds nothing without a bend.
  ///
  /// - Parameters:
  ///   - depths: How often each map is applied.
  ///   - slope: The a of ax + b.
  ///   - intercept: The b of ax + b.
  ///   - range: What of x is shown.
  ///   - title: Of the figure.
  ///   - size: Of the figure.
  public static func iterates(
    depths: [Int] = [1, 2, 4], slope: Double = -0.8, intercept: Double = 0.3,
    over range: ClosedRange<Double> = -1.2...1.2,
    title: String = "Composed squares bend more and more; composed lines stay lines",
    size: FigureSize = .pixels(960, 460)
  ) -> Figure {
    let x = samples(range, count: 481)
    func lines(
      within top: ClosedRange<Double>, _ name: (Int) -> String?, _ map: (Double) -> Double
    ) -> [Mark] {
      depths.enumerated().map { index, depth in
        func value(_ x: Double) -> Double {
          (0..<max(0, min(depth, 64))).reduce(x) { value, _ in map(value) }
        }
        // A curve ends where it leaves the panel, all at one height.
        let xs = ends(of: x, within: top, value)
        return .line(
          LineMark(
            x: xs, y: xs.map { top.contains(value($0)) ? value($0) : .nan },
            tone: .category(index),
            width: 1.4 + 0.3 * Double(index),
            label: name(depth)))
      }
    }
    func power(_ depth: Int) -> String {
      depth == 0 ? "x" : "x" + MathName.superscript(1 << min(depth, 60))
    }
    func equation(_ depth: Int) -> String {
      let line = (0..<max(0, min(depth, 64))).reduce((a: 1.0, b: 0.0)) { line, _ in
        (slope * line.a, slope * line.b + intercept)
      }
      return LineWords.text(slope: line.a, intercept: line.b)
    }
    let squares = lines(within: -0.1...1.4, { _ in nil }, { $0 * $0 })
    // At their ends the curves are too close for names, further down they are apart.
    let height = 0.25
    let names = depths.enumerated().map { index, depth in
      Mark.text(
        TextMark(
          power(depth),
          x: height.power(1 / 2.0.power(Double(depth)))
            + 0.035 * (range.upperBound - range.lowerBound), y: height, tone: .category(index),
          location: .center))
    }
    let straights = lines(
      within: -Double.infinity...Double.infinity, equation, { slope * $0 + intercept })
    return Figure(
      title: title, summary: title + ".", size: size,
      panels: [
        Panel(
          title: "x², again and again", x: Axis("x", hasGrid: false, isTight: true),
          y: Axis("y", scale: .linear(-0.1, 1.4)), marks: squares + names),
        Panel(
          title: LineWords.text(slope: slope, intercept: intercept) + ", again and again",
          x: Axis("x", hasGrid: false, isTight: true), y: Axis("y"), marks: straights),
      ], columns: 2)
  }

  /// The same points, and those between two of them at which a function leaves a range.
  private static func ends(
    of x: [Double], within range: ClosedRange<Double>, _ value: (Double) -> Double
  ) -> [Double] {
    guard let first = x.first else { return x }
    var xs = [first]
    for (a, b) in zip(x, x.dropFirst()) {
      let isInside = range.contains(value(a))
      if isInside != range.contains(value(b)) {
        var (inside, outside) = isInside ? (a, b) : (b, a)
        for _ in 0..<50 {
          let middle = (inside + outside) / 2
          if range.contains(value(middle)) { inside = middle } else { outside = middle }
        }
        xs.append(inside)
      }
      xs.append(b)
    }
    return xs
  }

  /// So many lines can be told apart by their colours.
  private static let mostColours = 10

  static func samples(_ range: ClosedRange<Double>, count: Int = 241) -> [Double] {
    (0..<count).map { index in
      let share = Double(index) / Double(count - 1)
      return range.lowerBound * (1 - share) + range.upperBound * share
    }
  }
}

/// A straight line in words: `−0.8x + 0.3`.
private enum LineWords {
  static func text(slope: Double, intercept: Double) -> String {
    let sign = intercept < 0 ? " − " : " + "
    return NumberFormat.brief(slope) + "x" + sign + NumberFormat.brief(abs(intercept))
  }
}
