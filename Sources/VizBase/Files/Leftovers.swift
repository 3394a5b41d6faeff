import Synchronization
internal import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files that are written beside their place and then renamed. Who writes one holds a lock on it, so
/// that what a killed process left behind is known by its lock being free, however young it is.
enum Leftovers {
  private static let prefix = ".vizbp-"
  /// So often a file is made anew that someone took for a leftover before it was locked.
  private static let tries = 100
  private static let cleared = Mutex<Set<FilePath>>([])

  /// Makes a file in a folder under a name that nobody has, and locks it.
  ///
  /// Between its making and its lock another process may take it for a leftover: that one has the
  /// lock then, or has removed the file, and another is made. A file system without locks has
  /// nobody who could.
  static func make(in folder: FilePath) throws -> (file: FileDescriptor, path: FilePath) {
    for _ in 0..<tries {
      let number = UInt32.random(in: 0 ... .max)
      let path = folder.appending("\(prefix)\(getpid())-\(number)")
      let file = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
      let isTaken = flock(file.rawValue, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
      let isThere = path.withPlatformString { access($0, F_OK) } == 0
      if !isTaken, isThere { return (file, path) }
      try? file.close()
    }
    throw Errno.fileExists
  }

  /// Removes what killed processes left in a folder; once for a folder.
  static func clear(_ folder: FilePath) {
    let path = folder.isEmpty ? "." : folder
    if cleared.withLock({ $0.insert(path).inserted }) { sweep(path) }
  }

  static func sweep(_ folder: FilePath) {
    guard let entries = folder.withPlatformString({ opendir($0) }) else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if isOurs(name) { remove(folder.appending(name)) }
    }
  }

  /// Whether a name is the prefix and two numbers, as in `.vizbp-12-3`.
  ///
  /// Without a regular expression: to make one takes longer than to draw a small picture.
  private static func isOurs(_ name: String) -> Bool {
    guard name.hasPrefix(prefix) else { return false }
    let numbers = name.utf8.dropFirst(prefix.utf8.count).split(
      separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return numbers.count == 2
      && numbers.allSatisfy { number in
        !number.isEmpty
          && number.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      }
  }

  private static func remove(_ path: FilePath) {
    guard
      let file = try? FileDescriptor.open(
        path, .readOnly, options: [.closeOnExec, .noFollow, .nonBlocking])
    else { return }
    defer { try? file.close() }
    var info = stat()
    guard fstat(file.rawValue, &info) == 0,
      mode_t(info.st_mode) & mode_t(S_IFMT) == mode_t(S_IFREG)
    else { return }
    guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else { return }
    path.withPlatformString { _ = unlink($0) }
  }
}
