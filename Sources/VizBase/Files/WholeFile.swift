package import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files that are read whole, and written whole or not at all.
package enum WholeFile {
  /// Larger ones are refused before they fill the memory.
  package static let largest = 1 << 30

  /// Why a file was not written; what was there before is as it was.
  package struct Failure: Error {
    package enum Step: Sendable {
      /// It could not be created, or not put into its place.
      case creating
      /// Its bytes could not be written.
      case writing
    }

    package var step: Step
    package var reason: Errno

    init(_ step: Step, _ reason: Errno) {
      self.step = step
      self.reason = reason
    }

    fileprivate static var ofLastCall: Failure { Failure(.creating, Errno(rawValue: errno)) }
  }

  /// Reads a file whose length is known, which a pipe's is not.
  package static func read(_ path: String) throws(Errno) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(
        FilePath(named: path), .readOnly, options: [.closeOnExec, .nonBlocking])
      defer { try? file.close() }
      FilesRead.note(file)
      var info = stat()
      // A folder can be opened, and has a length.
      if fstat(file.rawValue, &info) == 0, mode_t(info.st_mode) & mode_t(S_IFMT) == mode_t(S_IFDIR)
      {
        throw Errno.isDirectory
      }
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
      throw error as? Errno ?? .ioError
    }
  }

  /// Writes beside the file, then renames, so that a failure leaves what was there.
  ///
  /// A file that is replaced keeps its permissions, and a link to it stays a link.
  package static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    var info = stat()
    let exists = path.withSystemPath { stat($0, &info) } == 0
    // A path that ends so means a folder, whatever of it is left when it is taken apart.
    if path.hasSuffix("/") {
      throw Failure(.creating, exists ? .isDirectory : .noSuchFileOrDirectory)
    }
    guard exists || errno == ENOENT else { throw .ofLastCall }
    let kind = mode_t(info.st_mode) & mode_t(S_IFMT)
    if exists, kind == mode_t(S_IFDIR) { throw Failure(.creating, .isDirectory) }
    if exists, kind != mode_t(S_IFREG) {
      // A device or a pipe cannot be replaced, only written to.
      let device = try opening {
        try FileDescriptor.open(FilePath(named: path), .writeOnly, options: .closeOnExec)
      }
      try write(bytes, to: device)
      return
    }
    if exists, path.withSystemPath({ access($0, W_OK) }) != 0 { throw .ofLastCall }
    let target = followingLinks(path)
    let folder = target.removingLastComponent()
    Leftovers.clear(folder)
    let (file, temporary) = try opening { try Leftovers.make(in: folder) }
    do throws(Failure) {
      try write(bytes, to: file) { () throws(Failure) in
        if exists { fchmod(file.rawValue, info.st_mode & 0o7777) }
        let status = temporary.withPlatformString { from in
          target.withPlatformString { rename(from, $0) }
        }
        guard status == 0 else { throw .ofLastCall }
      }
    } catch {
      temporary.withPlatformString { _ = unlink($0) }
      throw error
    }
  }

  private static func opening<File>(_ open: () throws -> File) throws(Failure) -> File {
    do { return try open() } catch { throw Failure(.creating, error as? Errno ?? .ioError) }
  }

  /// Writes to a file and closes it.
  private static func write(
    _ bytes: [UInt8], to file: FileDescriptor, finally: () throws(Failure) -> Void = {}
  ) throws(Failure) {
    do throws(Failure) {
      do {
        _ = try file.writeAll(bytes)
      } catch {
        throw Failure(.writing, error as? Errno ?? .ioError)
      }
      try finally()
    } catch {
      try? file.close()
      throw error
    }
    do { try file.close() } catch { throw Failure(.writing, error as? Errno ?? .ioError) }
  }

  /// Puts a small file's bytes over those that it has, where ``write(_:to:)`` has failed for want of
  /// room: what it has already needs no more. Where even that fails, it stays as it was.
  package static func overwrite(_ bytes: [UInt8], in path: String) throws(Failure) {
    let file = try opening {
      try FileDescriptor.open(FilePath(named: path), .readWrite, options: .closeOnExec)
    }
    defer { try? file.close() }
    let earlier: [UInt8]
    do { earlier = try read(path) } catch { throw Failure(.writing, error) }
    do {
      _ = try file.writeAll(toAbsoluteOffset: 0, bytes)
      try file.resize(to: Int64(bytes.count))
    } catch {
      _ = try? file.writeAll(toAbsoluteOffset: 0, earlier)
      try? file.resize(to: Int64(earlier.count))
      throw Failure(.writing, error as? Errno ?? .ioError)
    }
  }

  /// Where the symbolic links at `path` end, so that they still are links after a rename.
  private static func followingLinks(_ path: String) -> FilePath {
    var path = FilePath(named: path)
    // As many as Linux follows.
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = path.withPlatformString { readlink($0, &buffer, buffer.count - 1) }
      guard count > 0 else { break }
      // The buffer was zeros, one of which ends the link.
      let link = FilePath(platformString: buffer)
      path = path.removingLastComponent().pushing(link)
    }
    return path
  }
}
