import Foundation
import Testing
import VizBP
import VizTensor

/// Killed at any moment, a run opens, has all that its checkpoint builds on, and goes on as if
/// nothing had happened. `VIZBP_KILLS` says how often.
@Suite struct TrainKillTests {
  private static let kills =
    ProcessInfo.processInfo.environment["VIZBP_KILLS"].flatMap { Int($0) } ?? 20
  private static let killsOfARun = 10
  private static let command = """
    "$vizbp" train --dataset moons --examples 40 --layers 4 --dropout 0.1 --batch 16 \
      --evaluate 50 --patience 100000 --capture 'every 5' --checkpoint 0.05 --seed 3 --quiet
    """

  @Test(.timeLimit(.minutes(60)))
  func aKilledRunOpensAndGoesOn() async throws {
    var random = SplitMix64(seed: 11)
    var killed = 0
    while killed < Self.kills {
      try await inFolder { folder in
        var losses: [[Double]] = []
        for _ in 0..<min(Self.killsOfARun, Self.kills - killed) {
          let isBegun = FileManager.default.fileExists(atPath: folder.file("s/run.json"))
          let outcome = try await shell(
            """
            \(Self.command) --steps 100000 --out s \(isBegun ? "--resume" : "") & child=$!
            sleep \(Double(Int.random(in: 10...900, using: &random)) / 1000)
            kill -KILL $child
            wait $child
            """, in: folder)
          #expect(outcome.status == 128 + SIGKILL, "\(outcome.errors)")
          killed += 1
          try losses.append(check(folder))
        }
        try await compare(folder, losses)
      }
    }
  }

  /// What a kill leaves; answers the losses.
  private func check(_ folder: Folder) throws -> [Double] {
    let directory = RunDirectory(folder.file("s"))
    guard FileManager.default.fileExists(atPath: directory.path) else { return [] }
    let log = try directory.log()
    // At most the end of the newest file is torn.
    #expect(log.faults.allSatisfy { $0.kind == .tornTail && $0.file == log.files.last?.path })
    #expect(log.faultCount <= 1)
    let loss = log.metric("loss") ?? MetricSeries(name: "loss", steps: [], values: [])
    #expect(loss.steps == loss.steps.indices.map(Double.init))
    let saved = try directory.checkpoint()?.steps ?? 0
    #expect(loss.steps.count >= saved)
    let evaluations = (log.metric("validation/loss")?.steps ?? []).map { Int($0) }
    #expect(evaluations == evaluations.indices.map { ($0 + 1) * 50 })
    // A run that goes on has begun with the checkpoint's own evaluation, and perhaps no more.
    #expect(evaluations.count >= max(saved - 1, 0) / 50)
    let captured = log.nodeSteps
    #expect(captured == captured.indices.map { $0 * 5 })
    #expect(captured.count >= (saved + 4) / 5)
    if let record = try directory.record() {
      #expect(record.status == .running)
      #expect(try directory.state() == .killed)
    }
    _ = try directory.graph()
    _ = try directory.boundary()
    return loss.values
  }

  /// The end of the run beside that of one that was never interrupted.
  private func compare(_ folder: Folder, _ losses: [[Double]]) async throws {
    let steps = (try RunDirectory(folder.file("s")).checkpoint()?.steps ?? 0) + 25
    let isBegun = FileManager.default.fileExists(atPath: folder.file("s/run.json"))
    for (name, option) in [("s", isBegun ? "--resume" : ""), ("whole", "")] {
      #expect(
        try await shell("\(Self.command) --steps \(steps) --out \(name) \(option)", in: folder)
          == Outcome(status: 0, bytes: [], errors: ""))
    }
    #expect(try folder.bytes("s/checkpoint.json") == folder.bytes("whole/checkpoint.json"))
    let (log, whole) = (
      try RunLog(folder: folder.file("s")), try RunLog(folder: folder.file("whole"))
    )
    #expect(log.faultCount == 0)
    #expect(try folder.bytes("s/boundary.jsonl") == folder.bytes("whole/boundary.jsonl"))
    for name in ["loss", "learning_rate", "accuracy", "validation/loss", "validation/accuracy"] {
      let (ours, theirs) = (log.metric(name), whole.metric(name))
      #expect(ours != nil && ours?.steps == theirs?.steps && ours?.values == theirs?.values)
    }
    let values = whole.metric("loss")?.values ?? []
    for earlier in losses {
      #expect(zip(earlier, values).allSatisfy { $0 == $1 })
    }
    #expect(log.nodeSteps == whole.nodeSteps)
    let last = try #require(whole.nodeSteps.last)
    #expect(try log.nodes(at: last) == whole.nodes(at: last))
  }
}
