extension Color {
  /// The colour as CSS writes it, without alpha: `#0b7a4b`.
  public var hex: String {
    let digits = Array("0123456789abcdef")
    var text = "#"
    for component in [red, green, blue] {
      let byte = Int((component.clampedToUnit * 255).rounded())
      text.append(digits[byte >> 4])
      text.append(digits[byte & 15])
    }
    return text
  }

  /// The colour that `#rgb`, `#rrggbb` or `#rrggbbaa` writes, in either case, with or without
  /// the hash; nil for anything else.
  public init?(hex: String) {
    // Patterns by number: the compiler takes a second over those by character.
    var digits = hex.utf8.map { byte -> Int? in
      switch byte {
      case 0x30...0x39: Int(byte) - 0x30
      case 0x41...0x46, 0x61...0x66: Int(byte & 0xf) + 9
      default: nil
      }
    }
    if hex.hasPrefix("#") { digits.removeFirst() }
    let values = digits.compactMap { $0 }
    guard values.count == digits.count else { return nil }
    let pairs: [Double]
    switch values.count {
    case 3: pairs = values.map { Double($0 * 17) / 255 }
    case 6, 8:
      pairs = stride(from: 0, to: values.count, by: 2).map {
        Double(values[$0] << 4 | values[$0 + 1]) / 255
      }
    default: return nil
    }
    self.init(
      red: pairs[0], green: pairs[1], blue: pairs[2], alpha: pairs.count == 4 ? pairs[3] : 1)
  }
}
