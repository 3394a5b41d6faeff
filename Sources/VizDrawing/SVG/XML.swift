/// Text as XML has it.
package enum XML {
  /// Escapes for text and for attributes in double quotes; what XML 1.0 forbids becomes U+FFFD,
  /// and so do controls, which turn the direction of text, for all who see titles.
  ///
  /// Line breaks and tabs stay as they are: descriptions have them.
  package static func escape(_ string: String) -> String {
    // Into bytes: appending to a string's scalars copies all that stands before them.
    var out: [UInt8] = []
    out.reserveCapacity(string.utf8.count)
    for scalar in string.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;".utf8
      case "<": out += "&lt;".utf8
      case ">": out += "&gt;".utf8
      case "\"": out += "&quot;".utf8
      // A bare return would be read as a line feed.
      case "\r": out += "&#13;".utf8
      case "\t": out.append(0x09)
      case "\n": out.append(0x0A)
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}"..."\u{202e}",
        "\u{2066}"..."\u{2069}", "\u{fffe}", "\u{ffff}":
        out += "\u{fffd}".utf8
      default:
        if let code = UTF8.encode(scalar) { out += code }
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Stands in a draft for a part of an id that is not known yet. XML has no such character, so that
  /// nothing else in the draft looks like it.
  static let openName = "\u{fffe}"

  /// What ids begin with, as a name; ``openName`` stays as it is.
  static func prefix(_ string: String) -> String { string == openName ? string : name(string) }

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
