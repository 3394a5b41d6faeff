/// Text as XML has it.
enum XML {
  /// Escapes for text and for attributes in double quotes; what XML 1.0 forbids becomes U+FFFD,
  /// and so do controls, which turn the direction of text, for all who see titles.
  ///
  /// Line breaks and tabs stay as they are: descriptions have them.
  static func escape(_ string: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in string.unicodeScalars {
      switch scalar {
      case "&": out.append(contentsOf: "&amp;".unicodeScalars)
      case "<": out.append(contentsOf: "&lt;".unicodeScalars)
      case ">": out.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
      // A bare return would be read as a line feed.
      case "\r": out.append(contentsOf: "&#13;".unicodeScalars)
      case "\t", "\n": out.append(scalar)
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}"..."\u{202e}",
        "\u{2066}"..."\u{2069}", "\u{fffe}", "\u{ffff}":
        out.append("\u{fffd}")
      default: out.append(scalar)
      }
    }
    return String(out)
  }

  /// The string as part of an id: letters, digits, `-` and `_`; all else `-`. At most 200
  /// characters: XML parsers have limits.
  static func name(_ string: String) -> String {
    String(
      decoding: string.utf8.prefix(200).map { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          byte
        default: UInt8(ascii: "-")
        }
      }, as: UTF8.self)
  }
}
