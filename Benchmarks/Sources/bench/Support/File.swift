#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Whole files.
enum File {
  static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else {
      throw BenchmarkError(what: "\(path): \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "wb"), fwrite(bytes, 1, bytes.count, file) == bytes.count,
      fclose(file) == 0
    else { throw BenchmarkError(what: "\(path): \(String(cString: strerror(errno)))") }
  }
}

/// A folder that goes away with the value that made it.
final class TemporaryFolder {
  let path: String

  init() throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/vizbp-bench-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else {
      throw BenchmarkError(what: "\(parent): \(String(cString: strerror(errno)))")
    }
    path = String(cString: made)
  }

  static func / (folder: TemporaryFolder, name: String) -> String { "\(folder.path)/\(name)" }

  deinit {
    // The folder has no folders in it.
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        withUnsafePointer(to: entry.pointee.d_name) { name in
          name.withMemoryRebound(to: CChar.self, capacity: 256) { name in
            let name = String(cString: name)
            if name != ".", name != ".." { unlink("\(path)/\(name)") }
          }
        }
      }
      closedir(folder)
    }
    rmdir(path)
  }
}
