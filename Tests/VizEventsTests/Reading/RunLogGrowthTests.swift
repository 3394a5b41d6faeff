import Testing
import VizTestSupport

@testable import VizEvents

/// Reading a log takes work in proportion to what is in it: counted and not timed.
@Suite(.enabled(if: Allocations.areCounted)) struct RunLogGrowthTests {
  private static let logs: [String: @Sendable (_ size: Int) -> [[ProtoEvent]]] = [
    "tags": { size in
      [
        (0..<2).flatMap { step in
          (0..<size).map { simple("m\($0)", 1, step: step, at: 1e9 + Double(step)) }
        }
      ]
    },
    "steps": { size in [(0..<size).map { simple("loss", 1, step: $0, at: 1e9 + Double($0)) }] },
    "tags of two files at once": { size in
      (0..<2).map { file in
        (0..<size).map { simple("m\($0)", 1, step: 0, at: 1e9 + Double(file + $0)) }
      }
    },
    "files": { size in
      (0..<size / 20).map { [simple("loss", 1, step: $0, at: 1e9 + Double($0))] }
    },
  ]

  @Test(arguments: logs.keys.sorted())
  func isProportional(log: String) throws {
    let make = try #require(Self.logs[log])
    let growth = try Allocations.growth(at: 4_000) { size in
      let folder = try TemporaryFolder()
      for (number, events) in make(size).enumerated() {
        try writeEvents(
          events, to: "events.out.tfevents.\(1_000_000_000 + number).h.\(number)", in: folder)
      }
      return folder
    } of: {
      let log = try RunLog(folder: $0.path)
      return log.metrics.count + log.remarks.count
    }
    #expect(growth < 16, "\(log): \(growth)")
  }
}
