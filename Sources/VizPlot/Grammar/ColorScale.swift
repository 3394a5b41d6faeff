import VizDrawing

/// How numbers become colours.
public struct ColorScale: Sendable, Hashable {
  /// Which colours there are, and which numbers they stand for.
  public enum Kind: Sendable, Hashable {
    /// From small to large.
    case sequential(low: Double, high: Double)
    /// Both sides of a centre, equally far: the farther, the deeper, in the colour of values, and what is
    /// below is hatched.
    case diverging(center: Double, limit: Double)
    /// From the background at 0 to the colour of a kind: values, or gradients.
    case magnitude(limit: Double, Tone)
    /// From one category at 0, over the background at a half, to another at 1.
    case between(Int, Int)
    /// From the background, somewhat tinted, at 0 to a category at 1.
    case shade(Int)
    /// From nothing at 0, where what lies below shows, to a colour at `most`; what is more than nothing
    /// is seen.
    case amount(Tone.Base, most: Double)
    /// A colour for each name; the data are their numbers, from 0.
    case categorical([String])
  }

  /// Which colours there are, and which numbers they stand for.
  public var kind: Kind
  /// What the colours stand for, with the unit.
  public var label: String?
  /// How strong the colours are beside the background, from 0 to 1: pale ones let dots stand out.
  public var strength: Double

  /// A scale of full strength, and without a label, unless told otherwise.
  public init(_ kind: Kind, label: String? = nil, strength: Double = 1) {
    self.kind = kind
    self.label = label
    self.strength = strength
  }

  /// The data at both ends; nil for categories.
  public var ends: Scale.Domain? {
    switch kind {
    case .sequential(let low, let high): Scale.Domain(low, high)
    case .diverging(let center, let limit): Scale.Domain(center - limit, center + limit)
    case .magnitude(let limit, _): Scale.Domain(0, limit)
    case .between, .shade: Scale.Domain(0, 1)
    case .amount(_, let most): Scale.Domain(0, most)
    case .categorical: nil
    }
  }

  /// The colour of a number; the theme's alarm for NaN, which has no place on a scale.
  public func color(_ value: Double, in theme: Theme) -> Color { paint(value, in: theme).color }

  /// The colours of many numbers: of tints no more than 256, which are mixed once.
  func colors(_ values: [Double], in theme: Theme) -> [Color] {
    let (center, limit): (Double, Double)
    switch kind {
    case .diverging(let middle, let end): (center, limit) = (middle, end)
    case .magnitude(let end, _): (center, limit) = (0, end)
    case .sequential, .between, .shade, .amount, .categorical: (center, limit) = (0, 0)
    }
    guard limit > 0, limit.isFinite else { return values.map { color($0, in: theme) } }
    let table = (0...255).map { color(center + limit * Double($0) / 255, in: theme) }
    return values.map { value in
      guard value.isFinite else { return color(value, in: theme) }
      let distance = hasBelow ? abs(value - center) : max(value, 0)
      return table[Int((distance / limit).clampedToUnit * 255 + 0.5)]
    }
  }

  /// The same as a paint, which has a name where its colour is one of the theme's.
  func paint(_ value: Double, in theme: Theme) -> Paint {
    tone(value, in: theme).faint(strength).paint(theme)
  }

  private func tone(_ value: Double, in theme: Theme) -> Tone {
    func mapped(_ color: Color?) -> Tone { color.map { .color($0) } ?? .alarm }
    switch kind {
    case .sequential(let low, let high):
      let map = ScaleMap(.linear, first: low, last: high)
      return mapped(theme.sequential.color(at: map.share(value)))
    case .diverging(let center, let limit):
      return Self.tint(.value, value - center, limit)
    case .magnitude(let limit, let tone): return Self.tint(tone, max(value, 0), limit)
    case .between(let low, let high):
      guard !value.isNaN else { return .alarm }
      return .category(value < 0.5 ? low : high).faint(abs(2 * value - 1))
    case .shade(let index):
      guard !value.isNaN else { return .alarm }
      return .category(index).faint(0.3 + 0.7 * value.clampedToUnit)
    case .amount(let base, let most):
      guard !value.isNaN else { return .alarm }
      return Tone(base).translucent(value > 0 ? 0.1 + 0.9 * (value / most).clampedToUnit : 0)
    case .categorical(let names):
      guard value >= 0, value < Double(names.count) else { return .alarm }
      return .category(Int(value))
    }
  }

  /// The deeper, the larger; NaN has no place.
  private static func tint(_ tone: Tone, _ value: Double, _ limit: Double) -> Tone {
    guard !value.isNaN else { return .alarm }
    // An infinite value divided by an infinite limit would be NaN.
    let share = value.isInfinite ? 1 : limit > 0 ? abs(value) / limit : 0
    return tone.faint(share.clampedToUnit)
  }

  /// Whether there is anything below a centre, which is hatched.
  var hasBelow: Bool { if case .diverging = kind { true } else { false } }

  /// Whether a number stands below the centre.
  func isBelow(_ value: Double) -> Bool {
    if case .diverging(let center, _) = kind { value < center } else { false }
  }
}
