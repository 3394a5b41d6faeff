import Foundation
import VizBP

extension Articles {
  static func runOnDisk() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vizbp-articles-disk-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    defer { try? FileManager.default.removeItem(atPath: folder) }

    let directory = RunDirectory(folder)
    var record = RunRecord(name: "by hand", seed: 7)
    let log = try EventLog(folder: folder)
    try directory.write(record)
    for step in 0..<100 {
      log.scalar("loss", 1 / Double(step + 1), step: step)
    }
    log.close(status: .finished)
    record.finish(.finished)
    try directory.write(record)

    let runs = try RunDirectory.all(below: folder)
    for run in runs {
      let log = try run.log()
      print(run.name, try run.state(), log.metric("loss")?.values.last ?? .nan)
    }

    try expect(runs.count == 1, "one run")
    try expect(try directory.state() == .finished, "a finished run")

    let loss = try directory.log().metric("loss")
    let svg = try Figure.curves([loss].compactMap { $0 }).picture().svg()

    try expect(svg.count > 1000, "a curve")

    let history = try RunHistory(directory)
    for finding in Finding.all(in: history) {
      print(finding.title, finding.advice)
    }

    try expect(history.metrics.map(\.name) == ["loss"], "\(history.metrics.map(\.name))")
  }
}
