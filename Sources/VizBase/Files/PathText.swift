package import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Paths as texts, whatever bytes a file system has in them.
///
/// A byte that is no UTF-8 stands as a scalar of its own, from U+10FF80 to U+10FFFF, which no text
/// means anything by, and becomes that byte again wherever the system is asked: Python's
/// `surrogateescape`, with scalars that a text may hold.
package enum PathText {
  private static let base: UInt32 = 0x10_FF00

  /// The text for the bytes of a path.
  package static func text(of bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: stands)
    {
      return text
    }
    var text = String.UnicodeScalarView()
    var rest = Array(bytes)[...]
    while let byte = rest.first {
      let length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      if let scalar = String(validating: rest.prefix(length), as: UTF8.self)?.unicodeScalars.first,
        !stands(for: scalar)
      {
        text.append(scalar)
        rest.removeFirst(length)
      } else {
        if let scalar = Unicode.Scalar(base + UInt32(byte)) { text.append(scalar) }
        rest.removeFirst()
      }
    }
    return String(text)
  }

  /// The bytes of a path's text, and a zero at the end.
  static func bytes(of text: String) -> [CChar] {
    var bytes: [CChar] = []
    for scalar in text.unicodeScalars {
      if let byte = byte(of: scalar) {
        bytes.append(CChar(bitPattern: byte))
      } else {
        for unit in UTF8.encode(scalar) ?? .init() { bytes.append(CChar(bitPattern: unit)) }
      }
    }
    return bytes + [0]
  }

  /// The byte that a scalar stands for; nil for all others.
  static func byte(of scalar: Unicode.Scalar) -> UInt8? {
    stands(for: scalar) ? UInt8(truncatingIfNeeded: scalar.value) : nil
  }

  private static func stands(for scalar: Unicode.Scalar) -> Bool { scalar.value >= base + 0x80 }

  /// The names of what is in a folder, in no order.
  package static func names(in folder: String) throws(Errno) -> [String] {
    guard let entries = (folder.isEmpty ? "." : folder).withSystemPath({ opendir($0) }) else {
      throw Errno(rawValue: errno)
    }
    defer { closedir(entries) }
    var names: [String] = []
    while let entry = readdir(entries) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { text(of: $0.prefix { $0 != 0 }) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}

extension String {
  /// Gives the path to a call of the system, with its own bytes.
  package func withSystemPath<Result>(
    _ call: (UnsafePointer<CChar>) throws -> Result
  ) rethrows -> Result {
    try PathText.bytes(of: self).withUnsafeBufferPointer { bytes in
      // The zero at the end is always there.
      guard let start = bytes.baseAddress else { return try "".withCString(call) }
      return try call(start)
    }
  }

  /// The path for people, where it may be no more than a name: with U+FFFD for what is no text.
  package var withoutStrayBytes: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { PathText.byte(of: $0) == nil ? $0 : "\u{FFFD}" }))
  }
}

extension FilePath {
  /// The path as the system has it, of its text.
  package init(named text: String) {
    self = text.withSystemPath { FilePath(platformString: $0) }
  }
}
