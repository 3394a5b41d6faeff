/// Makes any string safe to draw as one line.
enum SingleLine {
  /// More characters than any label needs and so many that their widths, which Pango keeps in
  /// 32 bits, add up without overflow.
  static let limit = 16_384

  /// The string with breaks and tabs as spaces, controls made visible, and nothing in it that
  /// XML forbids.
  ///
  /// Embeddings, overrides and isolates of bidirectional text become U+FFFD as well: a label
  /// may not reorder what stands beside it, nor read otherwise than it is stored.
  static func clean(_ string: String) -> String {
    if string.utf8.count <= limit, string.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) {
      return string
    }
    var scalars = String.UnicodeScalarView()
    var count = 0
    var afterReturn = false
    for scalar in string.unicodeScalars {
      if count == limit {
        scalars.append("…")
        break
      }
      // A return and the line feed after it are one break.
      if !(afterReturn && scalar == "\n") {
        scalars.append(replacement(for: scalar) ?? scalar)
        count += 1
      }
      afterReturn = scalar == "\r"
    }
    return String(scalars)
  }

  private static func replacement(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x09...0x0d, 0x85, 0x2028, 0x2029: " "
    case 0x00...0x1f, 0x7f...0x9f: "\u{fffd}"
    case 0x202a...0x202e, 0x2066...0x2069: "\u{fffd}"
    case 0xfff9...0xfffb, 0xfdd0...0xfdef: "\u{fffd}"
    case let value where value & 0xfffe == 0xfffe: "\u{fffd}"
    default: nil
    }
  }
}
