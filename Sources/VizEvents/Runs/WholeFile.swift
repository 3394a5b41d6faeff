import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Small files that are read and written whole.
enum WholeFile {
  /// Larger ones are no record of a run.
  private static let largest = 1 << 30

  static func read(_ path: String) throws(EventError) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(
        path, .readOnly, options: [.closeOnExec, .nonBlocking])
      defer { try? file.close() }
      let size = Int(try file.seek(offset: 0, from: .end))
      guard size <= largest else { throw Errno.fileTooLarge }
      return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        while count < size {
          let room = UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
          let got = try file.read(fromAbsoluteOffset: Int64(count), into: room)
          if got == 0 { break }
          count += got
        }
      }
    } catch {
      throw EventError.reading(path, error as? Errno ?? .ioError)
    }
  }

  /// Writes beside the file, then renames, so that a failure leaves what was there.
  static func write(_ bytes: [UInt8], to path: String) throws(EventError) {
    let target = FilePath(path)
    let number = UInt32.random(in: 0 ... .max)
    let temporary = target.removingLastComponent().appending(".vizbp-\(getpid())-\(number)")
    do {
      let file = try FileDescriptor.open(
        temporary, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      do {
        try file.closeAfter { _ = try file.writeAll(bytes) }
        guard rename(temporary.string, path) == 0 else { throw Errno(rawValue: errno) }
      } catch {
        unlink(temporary.string)
        throw error
      }
    } catch {
      throw EventError.writing(path, error as? Errno ?? .ioError)
    }
  }
}
