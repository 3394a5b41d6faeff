import Foundation

/// Runs the code of README and of the documentation's articles, and checks what they claim of it.
///
/// `scripts/check-house.sh` holds every block of Swift and of JSON there against these files: it must
/// stand here, line for line.
@main
enum Articles {
  static func main() async throws {
    try await inFolder(readme)
    try await backpropagation()
    try await inFolder(ownEngine)
    try await ownTraining()
    try measured()
    try await ownFigure()
    try await newOperation()
    try await runOnDisk()
    print("articles: all hold")
  }

  /// Runs what writes files by their names alone in a folder that is removed afterwards.
  private static func inFolder(_ body: () async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vizbp-articles-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let before = FileManager.default.currentDirectoryPath
    try expect(FileManager.default.changeCurrentDirectoryPath(folder), "a folder for its files")
    defer {
      _ = FileManager.default.changeCurrentDirectoryPath(before)
      try? FileManager.default.removeItem(atPath: folder)
    }
    try await body()
  }
}

/// A claim of an article that does not hold.
struct Unexpected: Error {
  var what: String
}

func expect(_ holds: Bool, _ what: @autoclosure () -> String) throws {
  if !holds { throw Unexpected(what: what()) }
}
