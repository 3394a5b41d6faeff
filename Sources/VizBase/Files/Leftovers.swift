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
/// that what a killed process left behind is known by its lock being free.
enum Leftovers {
  static let prefix = ".vizbp-"
  /// So many seconds a file may be younger than its lock.
  private static let grace = 10
  private static let cleared = Mutex<Set<FilePath>>([])

  /// Removes what killed processes left in a folder; once for a folder.
  static func clear(_ folder: FilePath) {
    let path = folder.isEmpty ? "." : folder
    guard cleared.withLock({ $0.insert(path).inserted }),
      let entries = path.withPlatformString({ opendir($0) })
    else { return }
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
    #if canImport(Darwin)
      let seconds = info.st_mtimespec.tv_sec
    #else
      let seconds = info.st_mtim.tv_sec
    #endif
    guard time(nil) - seconds > grace, flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else { return }
    path.withPlatformString { _ = unlink($0) }
  }
}
