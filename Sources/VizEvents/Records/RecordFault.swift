import VizBase

/// Bytes of an event file that are no whole record.
public struct RecordFault: Sendable, Hashable {
  /// What is wrong with the bytes.
  public enum Kind: Sendable, Hashable {
    /// The file ends within a record, as it does after a kill or while it is written.
    case tornTail
    /// The checksums disagree with the bytes; reading went on behind them.
    case corrupt
    /// The record is whole, but what it holds is no event, or not the one that it says it is.
    case unreadable
  }

  /// What is wrong with them.
  public var kind: Kind
  /// The path of the file.
  public var file: String
  /// Where the bytes begin, counted from the file's first.
  public var offset: Int
  /// How many bytes were left out.
  public var count: Int

  /// A fault of `count` bytes from `offset` on in a file.
  public init(kind: Kind, file: String, offset: Int, count: Int) {
    self.kind = kind
    self.file = file
    self.offset = offset
    self.count = count
  }
}

extension RecordFault: CustomStringConvertible {
  /// One line that names the file and the place.
  public var description: String {
    let what =
      switch kind {
      case .tornTail: "the last record is incomplete"
      case .corrupt: "the checksums do not fit the bytes"
      case .unreadable: "the record holds no event that can be read"
      }
    return "\(file.escaped(limit: 1000)): \(what): byte \(offset), \(count) bytes left out"
  }
}
