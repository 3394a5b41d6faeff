import VizBase
import VizDiagnosis
import VizEvents
import VizTrace

/// The texts that a log has, those of each tag at its last steps.
struct LoggedTextsSection: RunSection {
  static let id = "texts"
  static let title = "Logged texts"

  private static let mostTags = 20
  private static let mostOfTag = 3

  /// What was logged, and how often.
  private(set) var texts: [(tag: String, step: Int, text: String, count: Int)] = []
  private(set) var leftOut = 0

  init?(_ run: ReportedRun) throws {
    guard let log = run.history.log else { return nil }
    // What vizbp itself tells is shown elsewhere.
    let tags = log.textTags.filter { !["autopsy", "capture/failure"].contains($0) }
    for tag in tags.prefix(Self.mostTags) {
      let values = try log.texts(tag)
      for value in values.suffix(Self.mostOfTag) {
        texts.append((tag, value.step, value.value, values.count))
      }
    }
    leftOut = max(0, tags.count - Self.mostTags)
    if texts.isEmpty { return nil }
  }

  var tables: [DataTable] {
    [
      DataTable(
        caption: "The last texts of each name",
        columns: [.words("name"), .number("step"), .number("logged"), .words("text")],
        rows: texts.map {
          [
            .words($0.tag.escaped(limit: 60)), .count($0.step), .count($0.count),
            .words($0.text.escaped(limit: 600)),
          ]
        }, note: leftOut > 0 ? "\(leftOut) more names are in the log." : nil)
    ]
  }
}
