import SystemPackage
import VizBase

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Who writes a log of another program, which holds no lock of ours.
enum LogWriter {
  /// Whether somebody seems to write a file: it was changed lately, and a process of this machine
  /// has it open, or it is of another machine and what it says is as recent.
  static func isAtWork(on path: String) -> Bool {
    var info = stat()
    guard path.withSystemPath({ stat($0, &info) }) == 0 else { return false }
    #if canImport(Darwin)
      let changed = Double(info.st_mtimespec.tv_sec)
    #else
      let changed = Double(info.st_mtim.tv_sec)
    #endif
    guard wallTimeNow() - changed < recently else { return false }
    if let isOpen = isOpen(info) { return isOpen }
    guard let last = try? FileIndex(path: path).lastWallTime else { return false }
    return wallTimeNow() - last < recently
  }

  /// Other writers keep records back for two minutes at most by default.
  private static let recently = 150.0

  /// Whether a process that we may ask has a file open for writing; nil where none can be asked.
  private static func isOpen(_ file: stat) -> Bool? {
    let manager = FileManager.default
    guard let processes = try? manager.contentsOfDirectory(atPath: "/proc") else { return nil }
    for process in processes where process.allSatisfy(\.isNumber) {
      let folder = "/proc/\(process)/fd"
      for number in (try? manager.contentsOfDirectory(atPath: folder)) ?? [] {
        var open = stat()
        guard stat("\(folder)/\(number)", &open) == 0, open.st_ino == file.st_ino,
          open.st_dev == file.st_dev
        else { continue }
        // The owner's right to write says for what it was opened.
        var link = stat()
        if lstat("\(folder)/\(number)", &link) == 0, link.st_mode & S_IWUSR != 0 { return true }
      }
    }
    return false
  }
}
