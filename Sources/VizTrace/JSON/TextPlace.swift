import VizBase

/// A place in a text file, as an editor counts it.
public struct TextPlace: Sendable, Hashable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int
  /// The column in Unicode scalars, from 1.
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public var description: String { "\(line):\(column)" }
}

extension TextPlace {
  /// The place of the byte at `offset` in UTF-8 text.
  ///
  /// - Complexity: O(`offset`); errors alone ask for it.
  init(of offset: Int, in bytes: [UInt8]) {
    (line, column) = UTF8Text.place(of: offset, in: bytes)
  }
}

let utf8ByteOrderMark = UTF8Text.byteOrderMark
