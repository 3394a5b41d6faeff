import VizBase
import VizDiagnosis
import VizDrawing

/// What is said of a report.
extension Report {
  /// What needs attention, in one line.
  public var attention: String {
    let found = RunWords.attention(run.findings, Verdict(run))
    return unread.map { "\(found) \($0)" } ?? found
  }

  /// That not everything could be read; nil where it could.
  var unread: String? {
    let count = ReadingSection(run)?.unreadableCount ?? 0
    if count == 0 { return nil }
    let what = count == 1 ? "One thing" : RunWords.word(count, capital: true) + " things"
    return "\(what) could not be read."
  }

  private static let largest = 5_000_000

  /// What takes the room of a page that is too large to send, and how to ask for less; nil for one
  /// that is not.
  public func sizeWarning(of bytes: Int) -> String? {
    guard bytes > Self.largest else { return nil }
    let drawn = sections.map { section in
      (
        section.title,
        section.figures.reduce(0) { $0 + ((try? $1.picture.svg(idPrefix: "").utf8.count) ?? 0) }
      )
    }
    let graph = ("the graph", graph?.byteCount ?? 0)
    let largest = (drawn + [graph]).max { $0.1 < $1.1 }
    let share = largest.map { ", \(Self.megabytes($0.1)) of it \($0.0)" } ?? ""
    return "the report has \(Self.megabytes(bytes))\(share); --graph-steps 8 makes it smaller"
  }

  private static func megabytes(_ bytes: Int) -> String {
    "\(NumberFormat.brief(Double(bytes) / 1e6)) MB"
  }
}
