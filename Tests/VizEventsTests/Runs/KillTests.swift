import Foundation
import Synchronization
import Testing
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizEvents

/// A log that is killed holds all that was flushed.
@Suite struct KillTests {
  @Test(.timeLimit(.minutes(60)))
  func aKilledRunOpensAndGoesOn() async throws {
    var random = SplitMix64(seed: 9)
    for _ in 0..<12 {
      let folder = try TemporaryFolder()
      var start: Int?
      // Killed, resumed, killed.
      for _ in 0..<2 {
        let flushed = Mutex<Int?>(nil)
        let lines = Int.random(in: 1...4, using: &random)
        let delay = UInt32.random(in: 0...1500, using: &random)
        let seen = Mutex(0)
        let arguments = ["flood", folder.path] + (start.map { ["\($0)"] } ?? [])
        let outcome = try await run(writerPath, arguments) { line, child in
          flushed.withLock { $0 = Int(line) ?? $0 }
          let count = seen.withLock { count in
            count += 1
            return count
          }
          guard count == lines else { return }
          // Somewhere between two flushes.
          usleep(delay)
          kill(child, SIGKILL)
        }
        #expect(outcome.status == -SIGKILL)
        let last = try #require(flushed.withLock { $0 })
        let log = try RunLog(folder: folder.path)
        // At most the end of the newest file is torn.
        #expect(log.faults.allSatisfy { $0.kind == .tornTail && $0.file == log.files.last?.path })
        try check(log, through: last)
        #expect(try RunDirectory(folder.path).state() != .finished)
        start = last / 2
      }
      // Resuming cuts what was torn.
      let log = try EventLog(
        folder: folder.path, options: EventLog.Options(resumingAt: start))
      log.close()
      let whole = try RunLog(folder: folder.path)
      #expect(whole.faults.isEmpty)
      #expect(whole.metric("loss")?.steps.last.map { Int($0) + 1 } == start)
    }
  }

  private func check(_ log: RunLog, through last: Int) throws {
    let loss = try #require(log.metric("loss"))
    #expect(loss.steps == loss.steps.indices.map(Double.init))
    #expect(loss.values == loss.steps.map { $0 / 3 })
    #expect(loss.steps.count > last)
    let weights = try log.histograms("weights")
    #expect(weights.map(\.step) == weights.indices.map { $0 * 10 })
    #expect(weights.count > last / 10)
    #expect(log.nodeSteps.count > last / 10)
    #expect(try log.nodes(at: last / 10 * 10).count == 3)
  }
}
