import VizBase
import VizDiagnosis
import VizTrace

/// What could not be read of the logs, what gave way to a later session, what is not shown, and what
/// was read in another way than it seems to say.
struct ReadingSection: RunSection {
  static let id = "reading"
  static let title = "What was read, and what was not"

  /// Each once.
  let remarks: [LogRemark]

  private static let most = 200

  init?(_ run: ReportedRun) { self.init(remarks: run.history.remarks) }

  init?(remarks all: [LogRemark]) {
    var said: Set<LogRemark> = []
    remarks = all.filter { said.insert($0).inserted }
    if remarks.isEmpty { return nil }
  }

  /// How many things could not be read.
  var unreadableCount: Int { remarks.count { $0.kind == .unreadable } }

  var words: [String] {
    guard unreadableCount > 0 else { return [] }
    return ["What is drawn and found on this page is of what could be read."]
  }

  var tables: [DataTable] {
    [
      DataTable(
        caption: "Remarks on the reading", columns: [.words("file"), .words("what")],
        rows: remarks.prefix(Self.most).map {
          [.words($0.file.escaped(limit: 200)), .words($0.what.escaped(limit: 400))]
        },
        note: remarks.count > Self.most ? "\(remarks.count - Self.most) more remarks." : nil)
    ]
  }
}
