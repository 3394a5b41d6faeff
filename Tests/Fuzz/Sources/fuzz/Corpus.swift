import Foundation

/// Inputs that stand in files.
enum Corpus {
  /// What stands in files and in folders, however deep, in the order of their names; large ones are
  /// left out, and so are those without content.
  static func inputs(in paths: [String], below limit: Int = 1 << 15) throws -> [[UInt8]] {
    try paths.flatMap { try files(at: $0) }.map { [UInt8](try Data(contentsOf: $0)) }
      .filter { 1..<limit ~= $0.count }
  }

  private static func files(at path: String) throws -> [URL] {
    let url = URL(filePath: path)
    let values = try url.resourceValues(forKeys: [.isDirectoryKey])
    guard values.isDirectory == true else { return [url] }
    return try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
      .map { url.appending(path: $0) }
      .filter { (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true }
  }
}
