import VizBase

/// What a graph file says of itself.
struct GraphHeader {
  static let format = "vizbp.graph"
  /// The newest version of the format that can be read, and the one that is written.
  static let version = 1
  /// The fields of a graph file that are known.
  static let fields = ["format", "version", "name", "nodes", "outputs", "seeds"]
  static let hint =
    #"a graph file begins {"format": "vizbp.graph", "version": 1, "nodes": ["#

  /// What is wrong with the format or the version, wherever they stand.
  private(set) var fault: JSONError?

  /// Looks for the two in text that something else may be wrong with.
  init(_ bytes: [UInt8]) {
    var scanner = JSONScanner(bytes)
    guard scanner.next() == UInt8(ascii: "{"), var more = try? scanner.beginObject() else { return }
    do {
      while more {
        let key = try scanner.key()
        _ = scanner.next()
        switch key {
        case "format": _ = try Self.format(&scanner)
        case "version": _ = try Self.version(&scanner)
        default: _ = try scanner.value()
        }
        more = try scanner.moreFields()
      }
    } catch {
      if error.kind == .wrongFormat || error.kind == .unsupportedVersion { fault = error }
    }
  }

  static func format(_ scanner: inout JSONScanner) throws(JSONError) -> String {
    let start = scanner.offset
    let format = try scanner.text("format")
    guard format == Self.format else {
      throw scanner.failure(
        .wrongFormat, "the format is \(format.quoted()), not \(Self.format.quoted())", at: start)
    }
    return format
  }

  static func version(_ scanner: inout JSONScanner) throws(JSONError) -> Int {
    let start = scanner.offset
    let version = try scanner.count("version")
    guard version >= 1 else {
      throw scanner.failure(.unsupportedVersion, "there is no version \(version)", at: start)
    }
    guard version <= Self.version else {
      throw scanner.failure(
        .unsupportedVersion,
        "the file is of version \(version); this vizbp reads version \(Self.version)", at: start,
        hint: "read it with a newer vizbp")
    }
    return version
  }
}
