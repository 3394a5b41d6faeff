import Synchronization
package import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Which file it is, by whatever name or link it is opened.
package struct FileIdentity: Sendable, Hashable {
  private let device, number: UInt64

  private init?(_ info: stat) {
    guard mode_t(info.st_mode) & mode_t(S_IFMT) == mode_t(S_IFREG) else { return nil }
    device = UInt64(truncatingIfNeeded: info.st_dev)
    number = UInt64(truncatingIfNeeded: info.st_ino)
  }

  /// The file at a path; nil where there is none, or it is no file but a folder, say.
  package init?(path: String) {
    var info = stat()
    guard path.withSystemPath({ stat($0, &info) }) == 0 else { return nil }
    self.init(info)
  }

  package init?(_ file: FileDescriptor) {
    var info = stat()
    guard fstat(file.rawValue, &info) == 0 else { return nil }
    self.init(info)
  }
}

/// The files that this process has read: what a command writes must not take their place.
package enum FilesRead {
  private static let files = Mutex<Set<FileIdentity>>([])

  /// Notes a file that is open for reading.
  package static func note(_ file: FileDescriptor) {
    guard let identity = FileIdentity(file) else { return }
    files.withLock { _ = $0.insert(identity) }
  }

  /// Whether the file at a path was read.
  package static func contain(_ path: String) -> Bool {
    guard let identity = FileIdentity(path: path) else { return false }
    return files.withLock { $0.contains(identity) }
  }
}
