import VizBase
import VizDrawing

/// The axes of a panel with its marks, as pgfplots draws them: its data stand in the file.
struct PGFAxis {
  private let layout: PanelLayout
  private let theme: Theme
  private let type: Typography
  private var colors: [(name: String, hex: String)] = []
  private var plots = ""
  private let x, y: ScaleMap

  /// More points of one mark than this are more than TeX should read.
  private static let mostPoints = 6000

  /// Nil for a panel that pgfplots has no axes or marks for.
  init?(_ layout: PanelLayout, _ theme: Theme, _ type: Typography) {
    guard let x = layout.x, let y = layout.y, layout.panel.colorScale == nil,
      layout.insets.isEmpty, layout.panel.insets.isEmpty
    else { return nil }
    for map in [x, y] {
      switch map.kind {
      case .linear, .log, .band: break
      case .symlog, .time: return nil
      }
    }
    self.layout = layout
    self.theme = theme
    self.type = type
    (self.x, self.y) = (x, y)
    for mark in layout.panel.marks {
      switch mark {
      case .line(let line): guard add(line) else { return nil }
      case .dots(let dots): guard add(dots) else { return nil }
      case .band(let band): guard add(band) else { return nil }
      case .bars(let bars): add(bars)
      case .rule(let rule): add(rule)
      // Words stand where they hide the least, which the painter finds out.
      case .text: break
      case .raster, .filledContour, .contourLine, .ridges: return nil
      }
    }
  }

  /// The axes as they stand in a picture whose points are of the PDF, and go down.
  mutating func text() -> String {
    let plot = layout.plot
    func length(_ number: Double) -> String { Self.short(number) + "bp" }
    var options = [
      "at={(\(length(plot.minX)),\(length(-plot.maxY)))}", "anchor=south west",
      "width=\(length(plot.width))", "height=\(length(plot.height))", "scale only axis",
      "axis on top=false", "unbounded coords=jump", "clip mode=individual",
      "tick align=outside", "major tick length=\(length(4 * type.factor))",
      "minor tick length=\(length(2.4 * type.factor))",
    ]
    let words = "\\vizbpfont{\(Self.short(type.small.size))}"
    let (secondary, hairline) = (color(theme.secondary), color(theme.hairline))
    options += axis("x", x, layout.panel.x, layout.xTicks, layout.showsXLabels, hairline)
    options += axis("y", y, layout.panel.y, layout.yTicks, layout.showsYLabels, hairline)
    options += [
      "axis x line*=\(layout.panel.x.isShown ? "bottom" : "none")", "axis y line*=left",
      "axis line style={\(secondary), line width=0.8bp}",
      "every tick/.style={\(secondary), line width=0.8bp}",
      "tick label style={font=\(words), text=\(secondary)}",
    ]
    // Numbers need no axis beside them; ticks between powers hang on one.
    if layout.yTicks.minor.isEmpty || !layout.panel.y.isShown {
      options += ["y axis line style={draw=none}", "ytick style={draw=none}"]
    }
    if let label = layout.panel.x.label, layout.panel.x.isShown, layout.showsXLabels {
      let below = 6 * type.factor + Typography.line(type.small)
      options += [
        "xlabel={\(TeXText.line(label))}",
        "xlabel style={at={(rel axis cs:1,0)}, anchor=north east, inner xsep=0pt, "
          + "inner ysep=\(length(below)), font=\(words), text=\(secondary)}",
      ]
    }
    let definitions = colors.map { "\\definecolor{\($0.name)}{HTML}{\($0.hex)}%\n" }.joined()
    return definitions + "\\begin{axis}[\n  " + options.joined(separator: ",\n  ")
      + "\n]\n\(plots)\\end{axis}\n"
  }

  // MARK: Axes

  private func axis(
    _ name: String, _ map: ScaleMap, _ axis: Axis, _ ticks: AxisTicks, _ hasLabels: Bool,
    _ hairline: String
  ) -> [String] {
    func value(_ share: Double) -> Double {
      switch map.kind {
      case .band(let names): share * Double(max(names.count, 1)) - 0.5
      case .log:
        Self.power(
          map.first.decimalLogarithm
            + share * (map.last.decimalLogarithm - map.first.decimalLogarithm))
      case .linear, .symlog, .time: map.first + share * (map.last - map.first)
      }
    }
    let ends = [value(0), value(1)]
    var options = [
      "\(name)min=\((ends.min() ?? 0).asWritten)", "\(name)max=\((ends.max() ?? 1).asWritten)",
    ]
    if ends[0] > ends[1] { options.append("\(name) dir=reverse") }
    if map.kind == .log { options.append("\(name)mode=log") }
    let numbers = ticks.major.map { value($0.share).asWritten }.joined(separator: ",")
    let labels = ticks.major.map { "{\(TeXText.line($0.label))}" }.joined(separator: ",")
    options.append(numbers.isEmpty ? "\(name)tick=\\empty" : "\(name)tick={\(numbers)}")
    options.append(
      hasLabels && axis.isShown ? "\(name)ticklabels={\(labels)}" : "\(name)ticklabels={}")
    let between = ticks.minor.map { value($0).asWritten }.joined(separator: ",")
    if !between.isEmpty { options.append("minor \(name)tick={\(between)}") }
    if axis.hasGrid, !map.isBand {
      options += [
        "\(name)majorgrids", "major \(name) grid style={\(hairline), line width=0.8bp}",
      ]
    }
    return options
  }

  /// The number whose logarithm it is; a power of ten where it is one but for rounding.
  private static func power(_ logarithm: Double) -> Double {
    let rounded = logarithm.rounded()
    guard abs(logarithm - rounded) < 1e-9, abs(rounded) <= 22 else {
      return logarithm.powerOfTen
    }
    // In range: the exponent is at most 22.
    return PowersOfTen.product(1, Int(rounded)) ?? logarithm.powerOfTen
  }

  // MARK: Marks

  private mutating func color(_ paint: Paint) -> String {
    let hex = String(paint.color.hex.dropFirst().prefix(6)).uppercased()
    let name = "vizbp-\(hex)"
    if !colors.contains(where: { $0.name == name }) { colors.append((name, hex)) }
    return name
  }

  private mutating func options(_ tone: Tone, of kind: String) -> [String] {
    let paint = tone.paint(theme)
    let alpha = paint.color.alpha
    return ["\(kind)=\(color(paint))"]
      + (alpha < 1 ? ["\(kind) opacity=\(Self.short(alpha))"] : [])
  }

  private static func dashes(_ dash: [Double]) -> [String] {
    guard !dash.isEmpty else { return [] }
    let pairs = dash.count % 2 == 0 ? dash : dash + dash
    let steps = pairs.enumerated().map { index, length in
      "\(index % 2 == 0 ? "on" : "off") \(short(length))bp"
    }
    return ["dash pattern=\(steps.joined(separator: " "))"]
  }

  /// A table of points; what has no place is nan, where a line is broken.
  private static func table(_ points: [(Double, Double)]) -> String {
    points.map { point in
      let isPlaced = point.0.isFinite && point.1.isFinite
      return isPlaced ? "\(point.0.asWritten) \(point.1.asWritten)\\\\" : "nan nan\\\\"
    }.joined(separator: "\n")
  }

  private mutating func plot(
    _ options: [String], _ points: [(Double, Double)], label: String?, end: String = ""
  ) {
    if let label { plots += TeXText.comment(label) }
    plots += "\\addplot[\(options.joined(separator: ", "))] table[row sep=\\\\] {\nx y\\\\\n"
    plots += Self.table(points) + "\n}\(end);\n"
  }

  private mutating func add(_ line: LineMark) -> Bool {
    let count = min(line.x.count, line.y.count)
    var kept = Array(0..<count)
    if count > Self.mostPoints, x.isLinear {
      // In range: a figure is no wider than a page.
      let columns = max(1, Int(min(layout.plot.width.rounded(.up), 1000)))
      kept = Decimation.m4(
        x: line.x, y: line.y, columns: columns, over: min(x.first, x.last)...max(x.first, x.last))
    }
    guard kept.count <= Self.mostPoints else { return false }
    func coordinates(_ index: Int) -> (Double, Double) {
      let (a, b) = (line.x[index], line.y[index])
      return x.share(a).isFinite && y.share(b).isFinite ? (a, b) : (.nan, .nan)
    }
    let points = kept.map(coordinates)
    let stroke = options(line.tone, of: "draw") + ["line width=\(Self.short(line.width))bp"]
    plot(
      ["no marks", "line join=round"] + stroke + Self.dashes(line.dash), points, label: line.label)
    // A point between two gaps has no line to lie on.
    let lonely = points.indices.filter { index in
      func isGap(_ index: Int) -> Bool { !points.indices.contains(index) || points[index].0.isNaN }
      return !isGap(index) && isGap(index - 1) && isGap(index + 1)
    }
    if !lonely.isEmpty {
      plot(
        ["only marks", "mark=*", "mark size=\(Self.short(max(line.width * 1.2, 1.5)))bp"]
          + options(line.tone, of: "fill") + ["draw=none"], lonely.map { points[$0] }, label: nil)
    }
    return true
  }

  private mutating func add(_ dots: DotMark) -> Bool {
    let points = zip(dots.x, dots.y).filter { x.share($0).isFinite && y.share($1).isFinite }
    guard points.count <= Self.mostPoints else { return false }
    let sign =
      switch dots.shape {
      case .circle: "*"
      case .square: "square*"
      case .triangle: "triangle*"
      case .diamond: "diamond*"
      case .cross: "x"
      }
    var mark = options(dots.tone, of: "fill")
    if dots.shape == .cross {
      mark = options(dots.tone, of: "draw") + ["line width=1.4bp"]
    } else if let outline = dots.outline {
      mark += options(outline, of: "draw") + ["line width=0.9bp"]
    } else {
      mark.append("draw=none")
    }
    plot(
      [
        "only marks", "mark=\(sign)", "mark size=\(Self.short(dots.size / 2))bp",
        "mark options={\(mark.joined(separator: ", "))}",
      ], points, label: dots.label)
    return true
  }

  private mutating func add(_ band: BandMark) -> Bool {
    let count = min(band.x.count, band.low.count, band.high.count)
    guard 2 * count <= Self.mostPoints else { return false }
    let fill = ["draw=none"] + options(band.tone, of: "fill")
    var run: [Int] = []
    func isPlaced(_ index: Int) -> Bool {
      [x.share(band.x[index]), y.share(band.low[index]), y.share(band.high[index])]
        .allSatisfy(\.isFinite)
    }
    for index in 0...count {
      if index < count, isPlaced(index) {
        run.append(index)
        continue
      }
      if run.count > 1 {
        plot(
          fill,
          run.map { (band.x[$0], band.high[$0]) }
            + run.reversed().map { (band.x[$0], band.low[$0]) },
          label: band.label, end: " -- cycle")
      }
      run = []
    }
    return true
  }

  private mutating func add(_ bars: BarMark) {
    let fill = options(bars.tone, of: "fill").joined(separator: ", ")
    if let label = bars.label { plots += TeXText.comment(label) }
    // Where a log axis has no place for the base, bars stand on the axis.
    let base = y.share(bars.base).isFinite ? bars.base : min(y.first, y.last)
    for (start, (end, height)) in zip(bars.starts, zip(bars.ends, bars.heights))
    where x.share(start).isFinite && x.share(end).isFinite && y.share(height).isFinite {
      plots +=
        "\\fill[\(fill)] (axis cs:\(start.asWritten),\(base.asWritten)) rectangle"
        + " (axis cs:\(end.asWritten),\(height.asWritten));\n"
    }
  }

  private mutating func add(_ rule: RuleMark) {
    let isAcross = rule.direction == .horizontal
    guard (isAcross ? y : x).share(rule.value).isFinite else { return }
    let value = rule.value.asWritten
    // Both ends in the axes' own numbers: those of the other axis are its limits.
    let ends = ["min", "max"].map { end in
      isAcross
        ? "(axis cs:\\pgfkeysvalueof{/pgfplots/x\(end)},\(value))"
        : "(axis cs:\(value),\\pgfkeysvalueof{/pgfplots/y\(end)})"
    }
    let options =
      options(rule.tone, of: "draw") + ["line width=\(Self.short(rule.width))bp"]
      + Self.dashes(rule.dash)
    plots += "\\draw[\(options.joined(separator: ", "))] \(ends[0]) -- \(ends[1]);\n"
  }

  private static func short(_ number: Double) -> String {
    DecimalNumber(number).rounded(toPower: -2).normalized.positional(minus: "-")
  }
}
