import Foundation
import Testing

/// Texts as they were when somebody last looked at them.
///
/// With `RECORD_SNAPSHOTS` in the environment a missing or differing snapshot is written, and the
/// run fails, so that a recording is looked at before it is believed.
public struct Snapshots: Sendable {
  private let folder: URL
  private let keepsWords: Bool

  /// The folder `Snapshots` beside the test file.
  ///
  /// - Parameters:
  ///   - file: The test file.
  ///   - keepsWords: Whether numbers in words, such as the labels of ticks, stay as they are.
  public init(beside file: String = #filePath, keepsWords: Bool = false) {
    folder = URL(filePath: file).deletingLastPathComponent().appending(path: "Snapshots")
    self.keepsWords = keepsWords
  }

  /// Expects the SVG to be as recorded, but for the second decimals of its numbers.
  public func expect(
    _ text: String, as name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let svg =
      keepsWords
      ? text.replacing(/<[^>]*>/) { Self.rounded(String($0.output)) } : Self.rounded(text)
    let file = folder.appending(path: "\(name).svg")
    let recorded = try? String(contentsOf: file, encoding: .utf8)
    if recorded == svg { return }
    func record(_ words: String) { Issue.record("\(words)", sourceLocation: sourceLocation) }
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(svg.utf8).write(to: file)
      record("recorded \(file.lastPathComponent): look at it, then run without recording")
      return
    }
    guard let recorded else {
      record("there is no \(file.lastPathComponent): record it with RECORD_SNAPSHOTS=1")
      return
    }
    let new = svg.split(separator: "\n", omittingEmptySubsequences: false)
    let old = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let line =
      zip(new, old).enumerated().first { $1.0 != $1.1 }?.offset ?? min(new.count, old.count)
    record(
      """
      \(file.lastPathComponent):\(line + 1) differs
      recorded: \(line < old.count ? old[line] : "(the end)")
      drawn:    \(line < new.count ? new[line] : "(the end)")
      """)
  }

  /// The text with every decimal fraction rounded to one place.
  public static func rounded(_ text: String) -> String {
    text.replacing(/-?\d+\.\d+(?:e[-+]?\d+)?(?![\d.])/) { match in
      guard let number = Double(match.output) else { return String(match.output) }
      let tenths = (number * 10).rounded() / 10
      if tenths == 0 { return "0" }
      return tenths == tenths.rounded() && abs(tenths) < 1e9 ? "\(Int(tenths))" : "\(tenths)"
    }
  }
}
