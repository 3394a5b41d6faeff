/// A location in a text file, as an editor counts it.
public struct TextLocation: Sendable, Hashable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int
  /// The column in Unicode scalars, from 1.
  public var column: Int

  /// A location by its line and column, both from 1.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// `LINE:COLUMN`.
  public var description: String { "\(line):\(column)" }
}

extension TextLocation {
  /// The location of the byte at `offset` in UTF-8 text. A line ends with LF, CR or CRLF.
  ///
  /// - Complexity: O(`offset`); errors alone ask for it.
  package init(of offset: Int, in bytes: [UInt8]) {
    self.init(line: 1, column: 1)
    var previous: UInt8 = 0
    let mark = bytes.starts(with: UTF8Text.byteOrderMark) ? UTF8Text.byteOrderMark.count : 0
    for byte in bytes.prefix(offset).dropFirst(mark) {
      switch byte {
      case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"):
        break
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        line += 1
        column = 1
      case 0x80...0xBF:
        break  // continues a scalar that has been counted
      default:
        column += 1
      }
      previous = byte
    }
  }
}
