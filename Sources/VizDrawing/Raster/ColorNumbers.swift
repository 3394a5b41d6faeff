/// The colours of a picture, numbered as they appear: 256 at most.
///
/// A table of its own and not a dictionary, which takes longer for the edges of a curve than the curve.
struct ColorNumbers {
  private(set) var colors: [UInt32] = []
  /// One more than each colour's number, at the first free slot from its hash on; 0 where none is.
  private var slots = [UInt16](repeating: 0, count: 1 << bits)

  private static let bits: UInt32 = 11

  /// The number of a colour, which it gets here where it is new; nil where there is none left.
  @inline(__always)
  mutating func number(of color: UInt32) -> UInt8? {
    var slot = Int((color &* 0x9E37_79B1) >> (32 - Self.bits))
    while slots[slot] > 0 {
      let number = Int(slots[slot]) - 1
      if colors[number] == color { return UInt8(number) }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard colors.count < 256 else { return nil }
    colors.append(color)
    slots[slot] = UInt16(colors.count)
    return UInt8(colors.count - 1)
  }
}
