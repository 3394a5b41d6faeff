import Foundation

/// Inputs that stand in files.
enum Corpus {
  /// What stands in files and in folders, however deep, in the order of their names; files without
  /// content are left out.
  static func inputs(in paths: [String]) throws -> [[UInt8]] {
    try paths.flatMap { try files(at: $0) }.map { [UInt8](try Data(contentsOf: $0)) }
      .filter { !$0.isEmpty }
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
