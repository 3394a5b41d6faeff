import SystemPackage
import VizBase

/// Where a tensor's bytes stand that are not in the model's own file.
struct ExternalData {
  private var location = ""
  private var offset = 0
  private var length: Int?
  private let name: String

  init(_ entries: [ONNXEntryProto], of name: String) throws(ONNXError) {
    self.name = name
    for entry in entries {
      switch entry.key {
      case "location": location = entry.value
      case "offset": offset = try Self.number(entry, name)
      case "length": length = try Self.number(entry, name)
      default: break
      }
    }
  }

  private static func number(_ entry: ONNXEntryProto, _ name: String) throws(ONNXError) -> Int {
    guard let number = Int(entry.value), number >= 0 else {
      throw ONNXError(
        .damaged, "the tensor \(name) has the \(entry.key) \(entry.value.quoted(limit: 20))")
    }
    return number
  }

  /// The bytes, from a file in the model's folder; never from outside of it.
  func bytes(in folder: String?) throws -> [UInt8] {
    let path = FilePath(location)
    guard !location.isEmpty, path.isRelative,
      !path.components.contains(where: { $0.kind == .parentDirectory })
    else {
      throw ONNXError(
        .damaged,
        "the tensor \(name) lies at \(location.quoted(limit: 60)), outside of the model's folder")
    }
    guard let folder else {
      throw ONNXError(
        .missingFile, "the tensor \(name) lies in the file \(location.quoted(limit: 60))",
        hint: "give the model as a file, beside that one")
    }
    let file = FilePath(named: folder).appending(path.components)
    do {
      let descriptor = try FileDescriptor.open(file, .readOnly, options: [.noFollow])
      defer { try? descriptor.close() }
      let size = try descriptor.seek(offset: 0, from: .end)
      guard let all = Int(exactly: size), offset <= all, (length ?? 0) <= all - offset else {
        throw ONNXError(
          .damaged, "the tensor \(name) lies beyond the end of \(location.quoted(limit: 60))")
      }
      let count = length ?? all - offset
      var read = 0
      return try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        while read < count {
          let rest = UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[read..<count])
          let got = try descriptor.read(fromAbsoluteOffset: Int64(offset + read), into: rest)
          if got == 0 { break }
          read += got
        }
        initialized = read
      }
    } catch let error as Errno {
      throw ONNXError(
        .missingFile, "the file \(location.quoted(limit: 60)) of the tensor \(name): \(error.words)"
      )
    }
  }
}
