import Foundation
import Testing
import VizBase
import VizDiagnosis
import VizDrawing
import VizEvents
import VizStatistics

@testable import VizReport

@Suite struct LoggedHistogramsSectionTests {
  /// Red is for gradients and for nothing else, in another program's log as well.
  @Test func gradientsAreRedAndValuesGreen() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let log = try EventLog(folder: folder.path)
    for step in 0..<4 {
      log.scalar("loss", 1 / Double(step + 1), step: step)
      let histogram = Histogram(edges: [-1, 0, 1], counts: [3 + step, 4])
      for tag in ["fc1.weight", "fc1.weight.grad"] { log.histogram(tag, histogram, step: step) }
    }
    log.close(status: .finished)
    let history = try RunHistory(RunDirectory(folder.path))
    let section = try #require(
      try LoggedHistogramsSection(ReportedRun(history: history, findings: [])))
    #expect(section.figures.count == 2)
    let svg = try section.figures.map { try $0.picture.svg() }
    #expect(svg[0].contains("fc1.weight<") && !svg[0].contains(">gradient<"))
    #expect(svg[1].contains("fc1.weight.grad<") && svg[1].contains(">gradient<"))
    #expect(svg[0].contains("value") && svg[0] != svg[1])
  }
}
