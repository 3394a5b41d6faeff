import SystemPackage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The event files of a folder.
enum EventFiles {
  /// Their paths, in the order in which they were begun, by their names.
  static func paths(in folder: String) throws(EventError) -> [String] {
    try names(in: folder).filter { EventFileName.isEventFile($0) }.sorted {
      let (a, b) = (EventFileName.seconds(in: $0), EventFileName.seconds(in: $1))
      return a == b ? $0 < $1 : (a ?? .max) < (b ?? .max)
    }.map { FilePath(folder).appending($0).string }
  }

  /// The names of what is in a folder.
  static func names(in folder: String) throws(EventError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)
    } catch {
      var isFolder = false
      let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
      throw exists
        ? EventError(
          .unreadable, path: folder,
          message: isFolder ? "the folder cannot be read" : "it is no folder")
        : EventError(.missing, path: folder, message: "there is no such file or folder")
    }
  }
}
