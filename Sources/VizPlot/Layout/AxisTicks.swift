import VizDrawing

/// The ticks of an axis of known length: as many as have room.
struct AxisTicks: Sendable, Hashable {
  struct Tick: Sendable, Hashable {
    /// From the axis's first end, in shares of its length.
    var share: Double
    var label: String
    var width: Double
  }

  private(set) var major: [Tick] = []
  private(set) var minor: [Double] = []

  static let none = AxisTicks()

  private init() {}

  /// Ticks along a horizontal axis, whose labels stand beside each other.
  static func horizontal(_ map: ScaleMap, axis: Axis, length: Double, font: Font) -> AxisTicks {
    let most = max(2, Int(min(length / (font.size * 6), 8)))
    var count = axis.tickCount ?? most
    // Names are cut, numbers never: half of a number is another one.
    var longest = Double.infinity
    if case .band(let names) = map.kind { longest = length / Double(max(names.count, 1)) * 0.92 }
    while true {
      let ticks = AxisTicks(map, axis, count: count, font: font, longest: longest)
      let gap = font.size * 0.8
      let fits = zip(ticks.major, ticks.major.dropFirst()).allSatisfy { a, b in
        abs(b.share - a.share) * length >= (a.width + b.width) / 2 + gap
      }
      if fits { return ticks }
      if count <= 1 { return ticks.thinned(length: length, gap: gap) }
      count -= 1
    }
  }

  /// Ticks along a vertical axis, whose labels stand above each other.
  static func vertical(_ map: ScaleMap, axis: Axis, length: Double, font: Font) -> AxisTicks {
    let most = max(2, Int(min(length / (font.size * 4), 6)))
    var longest = Double.infinity
    if case .band = map.kind { longest = font.size * 14 }
    let ticks = AxisTicks(
      map, axis, count: axis.tickCount ?? most, font: font, longest: longest)
    let line = font.size * 1.15
    let fits = zip(ticks.major, ticks.major.dropFirst()).allSatisfy {
      abs($1.share - $0.share) * length >= line
    }
    return fits ? ticks : ticks.thinned(length: length, gap: line, isVertical: true)
  }

  private init(_ map: ScaleMap, _ axis: Axis, count: Int, font: Font, longest: Double) {
    let set = Self.set(map, count: count, isWhole: axis.isWhole)
    for (position, label) in zip(set.positions, set.labels) {
      let share = map.share(position)
      guard share > -1e-9, share < 1 + 1e-9 else { continue }
      let fitted =
        longest < .infinity ? TextMeasurer.fitted(label, font: font, width: longest) : label
      major.append(
        Tick(share: share, label: fitted, width: Typography.width(fitted, font)))
    }
    // Between even ticks a reader needs no help.
    if !map.isLinear { minor = set.minor.map(map.share).filter { $0 >= 0 && $0 <= 1 } }
  }

  private static func set(_ map: ScaleMap, count: Int, isWhole: Bool) -> TickSet {
    let (low, high) = (min(map.first, map.last), max(map.first, map.last))
    switch map.kind {
    case .linear: return Ticks.linear(low, high, count: count, isWhole: isWhole)
    case .log: return Ticks.log(low, high, count: count)
    case .symlog(let threshold):
      return Ticks.symlog(low, high, threshold: threshold, count: count)
    case .time: return Ticks.time(low, high, count: count)
    case .band(let names):
      // A place without a name has no tick, and takes no room from its neighbours' names.
      let named = names.indices.filter { !names[$0].isEmpty }
      return TickSet(positions: named.map(Double.init), labels: named.map { names[$0] }, minor: [])
    }
  }

  /// Without those that would touch the one before.
  private func thinned(length: Double, gap: Double, isVertical: Bool = false) -> AxisTicks {
    var kept = self
    kept.major = []
    for tick in major.sorted(by: { $0.share < $1.share }) {
      if let last = kept.major.last {
        let need = isVertical ? gap : (last.width + tick.width) / 2 + gap
        if (tick.share - last.share) * length < need { continue }
      }
      kept.major.append(tick)
    }
    return kept
  }

  var widest: Double { major.map(\.width).max() ?? 0 }
}
