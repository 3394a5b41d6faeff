/// What the marks of a panel need of its axes.
struct PanelData: Sendable {
  /// One for each mark; nil for those that are no lines.
  private(set) var scans: [LineScan?]
  private(set) var x = Extent()
  private(set) var y = Extent()
  /// Whether dots, which need a margin beside them, are among the marks.
  private var hasDots = false
  /// Whether a field fills the panel.
  private var hasField = false

  /// Whether marks touch the ends of the x axis, as lines do.
  private var isTightX: Bool { hasField || !hasDots }

  init(_ panel: Panel) {
    scans = []
    for mark in panel.marks {
      var scan: LineScan?
      switch mark {
      case .line(let line):
        let found = LineScan(
          x: line.x, y: line.y, isLogX: panel.x.scale.kind == .log,
          isLogY: panel.y.scale.kind == .log)
        x.add(found.x)
        y.add(found.y)
        scan = found
      case .dots(let dots):
        x.add(dots.x)
        y.add(dots.y)
        hasDots = true
      case .band(let band):
        x.add(band.x)
        y.add(band.low)
        y.add(band.high)
      case .bars(let bars):
        x.add(bars.starts)
        x.add(bars.ends)
        y.add(bars.heights)
        y.add(bars.base)
      case .rule(let rule):
        if rule.direction == .horizontal { y.add(rule.value) } else { x.add(rule.value) }
      case .text(let text):
        x.add(text.x)
        y.add(text.y)
      case .raster(let raster):
        let area = raster.area
        add(x: area.x, y: area.y)
      case .filledContour(let contour): add(contour.field)
      case .contourLine(let contour): add(contour.field)
      case .ridges(let mark):
        for ridge in mark.ridges {
          x.add(ridge.x)
          y.add(ridge.base)
          // Tall ridges reach into those behind them.
          for height in ridge.heights { y.add(ridge.base + height) }
        }
      }
      scans.append(scan)
    }
  }

  private mutating func add(_ field: ScalarField) { add(x: field.xRange, y: field.yRange) }

  private mutating func add(x xRange: ClosedRange<Double>, y yRange: ClosedRange<Double>) {
    x.add(xRange.lowerBound)
    x.add(xRange.upperBound)
    y.add(yRange.lowerBound)
    y.add(yRange.upperBound)
    hasField = true
  }

  /// The x axis of this panel's marks, or of the marks of all panels that share it.
  static func x(_ axis: Axis, _ data: [PanelData]) -> ScaleMap? {
    var extent = Extent()
    for one in data { extent.add(one.x) }
    return map(axis, extent, isTight: axis.isTight || data.allSatisfy(\.isTightX), fromZero: false)
  }

  static func y(_ axis: Axis, _ data: [PanelData]) -> ScaleMap? {
    var extent = Extent()
    for one in data { extent.add(one.y) }
    return map(axis, extent, isTight: axis.isTight || data.allSatisfy(\.hasField), fromZero: true)
  }

  /// nil when there is nothing to show.
  private static func map(
    _ axis: Axis, _ extent: Extent, isTight: Bool, fromZero: Bool
  ) -> ScaleMap? {
    let kind = axis.scale.kind
    if case .band(let names) = kind {
      return names.isEmpty ? nil : ScaleMap(kind, first: 0, last: Double(names.count - 1))
    }
    if let domain = axis.scale.domain, domain.first.isFinite, domain.last.isFinite,
      kind != .log || domain.first > 0 && domain.last > 0
    {
      return ScaleMap(kind, first: domain.first, last: domain.last)
    }
    guard !extent.isEmpty else { return nil }
    var (low, high) = (extent.low, extent.high)
    if kind == .log {
      guard extent.lowPositive.isFinite else { return nil }
      low = extent.lowPositive
      if isTight || low == high { return ScaleMap(kind, first: low, last: high) }
      let margin = (high.decimalLogarithm - low.decimalLogarithm) * 0.04
      return ScaleMap(
        kind, first: max(low / margin.powerOfTen, .leastNonzeroMagnitude),
        last: min(high * margin.powerOfTen, .greatestFiniteMagnitude))
    }
    if axis.scale.includesZero { (low, high) = (min(low, 0), max(high, 0)) }
    if low == high { return ScaleMap(kind, first: low, last: high) }
    guard !isTight, kind == .linear || kind == .time else {
      return ScaleMap(kind, first: low, last: high)
    }
    // What nearly reaches zero is seen better beside it.
    let reachesZero = fromZero && kind == .linear
    let margin = 0.05 * high - 0.05 * low
    let paddedLow =
      reachesZero && low >= 0 && low < 0.3 * high ? 0 : max(low - margin, -.greatestFiniteMagnitude)
    let paddedHigh =
      reachesZero && high <= 0 && high > 0.3 * low
      ? 0 : min(high + margin, .greatestFiniteMagnitude)
    return ScaleMap(kind, first: paddedLow, last: paddedHigh)
  }
}
