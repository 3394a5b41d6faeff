import Testing
import VizTestSupport
import VizTrace

@testable import VizEvents

@Suite struct RankTagTests {
  @Test func theProcessIsInFrontOfTheName() {
    #expect(RankTag("rank12/loss/a")?.rank == 12 && RankTag("rank12/loss/a")?.name == "loss/a")
    for tag in [
      "loss", "rank/loss", "rank0/loss", "rank01/loss", "rank-1/loss", "rank1", "ranks/1",
    ] {
      #expect(RankTag(tag) == nil, "\(tag)")
    }
  }

  /// The first process tells what the run's nodes held; each has its own beside it.
  @Test func recordsOfProcessesAreKeptApart() throws {
    let folder = try TemporaryFolder()
    let logs = try (0..<3).map { _ in try EventLog(folder: folder.path) }
    for step in 0..<20 {
      for (rank, log) in logs.enumerated() {
        log.scalar(RankTag.tag("loss", of: rank), Double(rank), step: step)
        log.nodes([NodeRecord(node: "W", distance: Double(100 * rank + step))], step: step)
      }
    }
    for log in logs { log.close() }
    let read = try RunLog(folder: folder.path)
    #expect(read.ranks == [0, 1, 2])
    #expect(read.nodeSteps == Array(0..<20))
    #expect(try read.nodes(at: 7) == [NodeRecord(node: "W", distance: 7)])
    for rank in read.ranks {
      let columns = try read.nodeColumns(of: rank)
      #expect(columns.nodes[0].distance == (0..<20).map { Double(100 * rank + $0) })
    }
  }

  /// What one process logs under such names is its own affair.
  @Test func oneProcessIsNone() throws {
    let folder = try TemporaryFolder()
    let log = try EventLog(folder: folder.path)
    log.scalar("rank1/loss", 1, step: 0)
    log.nodes([NodeRecord(node: "W", distance: 1)], step: 0)
    log.close()
    let read = try RunLog(folder: folder.path)
    #expect(read.ranks.isEmpty && read.nodeSteps == [0])
  }
}
