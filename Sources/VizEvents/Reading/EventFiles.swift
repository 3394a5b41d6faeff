import SystemPackage
import VizBase

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension RunDirectory {
  /// Whether bytes begin as an event file does: with the header of a record.
  package static func isLog(_ bytes: [UInt8]) -> Bool {
    bytes.count >= RecordHeader.size && bytes.withUnsafeBytes { RecordHeader($0, at: 0) != nil }
  }
}

/// The event files of a folder.
enum EventFiles {
  /// Their paths, in the order in which they were begun, by their names.
  static func paths(in folder: String) throws(EventError) -> [String] {
    paths(among: try names(in: folder), of: folder)
  }

  /// The paths of the event files among the names of what is in a folder.
  static func paths(among names: [String], of folder: String) -> [String] {
    names.filter { isEventFile($0, in: folder) }.sorted {
      let (a, b) = (EventFileName.seconds(in: $0), EventFileName.seconds(in: $1))
      return a == b ? $0 < $1 : (a ?? .max) < (b ?? .max)
    }.map { FilePath(folder).appending($0).string }
  }

  /// Whether a file is one of events: by its name, or by how it begins.
  static func isEventFile(_ name: String, in folder: String) -> Bool {
    let path = FilePath(folder).appending(name)
    if EventFileName.isEventFile(name) { return !isFolder(path.string) }
    guard !name.hasPrefix("."), !ofOtherKinds.contains(path.extension?.lowercased() ?? "") else {
      return false
    }
    return beginsWithRecord(path.string)
  }

  /// Endings that say what a file is, so that it need not be opened.
  private static let ofOtherKinds: Set = [
    "json", "jsonl", "csv", "tsv", "md", "yaml", "yml", "toml", "html", "svg", "png", "jpg",
    "jpeg", "gif", "pdf", "py", "swift", "ipynb", "sh", "pt", "pth", "ckpt", "h5", "npy", "npz",
    "onnx", "safetensors", "pkl", "pickle", "zip", "gz", "tar", "mp4", "wav",
  ]

  /// Whether a file begins with the header of a record: a length and the checksum that fits it.
  static func beginsWithRecord(_ path: String) -> Bool {
    guard kind(of: path) == mode_t(S_IFREG),
      let start = try? firstBytes(of: path, RecordHeader.size)
    else { return false }
    return start.withUnsafeBytes { RecordHeader($0, at: 0) != nil }
  }

  /// Whether a path names a folder, or links to one.
  static func isFolder(_ path: String) -> Bool { kind(of: path) == mode_t(S_IFDIR) }

  /// Whether a path names a symbolic link.
  static func isLink(_ path: String) -> Bool {
    var info = stat()
    return path.withSystemPath { lstat($0, &info) } == 0
      && mode_t(info.st_mode) & mode_t(S_IFMT) == mode_t(S_IFLNK)
  }

  /// What a path names, behind links; nil where there is nothing.
  private static func kind(of path: String) -> mode_t? {
    var info = stat()
    return path.withSystemPath { stat($0, &info) } == 0
      ? mode_t(info.st_mode) & mode_t(S_IFMT) : nil
  }

  /// The first bytes of a file, fewer where it has no more.
  static func firstBytes(of path: String, _ count: Int) throws(EventError) -> [UInt8] {
    do {
      let file = try FileDescriptor.open(
        FilePath(named: path), .readOnly, options: [.closeOnExec, .nonBlocking])
      defer { try? file.close() }
      return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = try file.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
      }
    } catch {
      throw .reading(path, error as? Errno ?? .ioError)
    }
  }

  /// The names of what is in a folder.
  static func names(in folder: String) throws(EventError) -> [String] {
    do {
      return try PathText.names(in: folder)
    } catch {
      throw kind(of: folder) == nil
        ? EventError(.missing, path: folder, message: "there is no such file or folder")
        : EventError(
          .unreadable, path: folder,
          message: isFolder(folder) ? "the folder cannot be read" : "it is no folder")
    }
  }
}
