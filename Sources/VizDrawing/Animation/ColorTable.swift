/// At most 255 colours that stand for all that some images have.
///
/// The colours that most pixels have, which are those of cards and grounds, stay as they are. The
/// rest are shades at the edges of letters and lines: they are cut into boxes at the median of the
/// side along which a box is longest (Paul Heckbert, "Color Image Quantization for Frame Buffer
/// Display", 1982), and each box is its mean.
struct ColorTable {
  /// Red, green and blue in one number each.
  private(set) var colors: [UInt32] = []
  private var entries: [UInt32: UInt8] = [:]

  /// How many colours may stay as they are where there are too many.
  private static let exact = 128

  /// - Parameters:
  ///   - counts: How many pixels have each colour.
  ///   - most: How many colours there may be: at most 255.
  init(_ counts: [UInt32: Int], most: Int) {
    // One order for one input, whatever the dictionary's.
    let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard ranked.count > most else {
      colors = ranked.map(\.key)
      for (entry, color) in colors.enumerated() { entries[color] = UInt8(entry) }
      return
    }
    colors = ranked.prefix(Self.exact).map(\.key)
    for (entry, color) in colors.enumerated() { entries[color] = UInt8(entry) }
    let shades = ranked.dropFirst(Self.exact).map { Shade(color: $0.key, count: $0.value) }
    for box in Self.boxes(of: shades, most: most - colors.count) {
      for shade in box { entries[shade.color] = UInt8(colors.count) }
      colors.append(Self.mean(of: box))
    }
  }

  /// The index of a colour that was counted.
  func entry(of color: UInt32) -> UInt8 { entries[color] ?? 0 }

  private struct Shade {
    var color: UInt32
    var count: Int

    func part(_ side: Int) -> Int { Int(color >> UInt32(16 - 8 * side) & 255) }
  }

  private static func boxes(of shades: [Shade], most: Int) -> [[Shade]] {
    var boxes = [shades]
    while boxes.count < most {
      // The box in which most would be lost: many pixels, far apart.
      var worst: (box: Int, side: Int, loss: Int) = (0, 0, 0)
      for (index, box) in boxes.enumerated() where box.count > 1 {
        let weight = box.reduce(0) { $0 + $1.count }
        for side in 0..<3 {
          let parts = box.map { $0.part(side) }
          let span = (parts.max() ?? 0) - (parts.min() ?? 0)
          if span * weight > worst.loss { worst = (index, side, span * weight) }
        }
      }
      guard worst.loss > 0 else { return boxes }
      let sorted = boxes[worst.box].sorted {
        ($0.part(worst.side), $0.color) < ($1.part(worst.side), $1.color)
      }
      let half = sorted.reduce(0) { $0 + $1.count } / 2
      var before = 0
      var cut = 0
      while cut < sorted.count - 1, cut == 0 || before + sorted[cut].count <= half {
        before += sorted[cut].count
        cut += 1
      }
      boxes[worst.box] = Array(sorted[..<cut])
      boxes.append(Array(sorted[cut...]))
    }
    return boxes
  }

  private static func mean(of box: [Shade]) -> UInt32 {
    let weight = max(1, box.reduce(0) { $0 + $1.count })
    return (0..<3).reduce(0) { color, side in
      let sum = box.reduce(0) { $0 + $1.part(side) * $1.count }
      return color << 8 | UInt32((sum + weight / 2) / weight)
    }
  }
}
