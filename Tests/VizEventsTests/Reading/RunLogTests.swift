import SwiftProtobuf
import Testing
import VizTestSupport
import VizTrace

@testable import VizEvents

/// Several files of one run.
@Suite struct RunLogTests {
  /// Loss and, at every other step, accuracy; each value says which file it is from.
  private func events(
    _ steps: Range<Int>, from start: Double, every: Double = 1, value: Float
  ) -> [ProtoEvent] {
    [
      ProtoEvent.with {
        $0.wallTime = start
        $0.fileVersion = "brain.Event:2"
      }
    ]
      + steps.flatMap { step in
        let time = start + Double(step - steps.lowerBound) * every
        let loss = simple("loss", value, step: step, at: time)
        return step.isMultiple(of: 5)
          ? [loss, simple("rare", value, step: step, at: time)] : [loss]
      }
  }

  /// As in TensorBoard: only a session that says where it starts replaces anything.
  @Test func aFileThatBeginsAgainReplacesNothing() throws {
    let folder = try TemporaryFolder()
    try writeEvents(
      events(0..<13, from: 100, value: 1), to: "events.out.tfevents.0000000100.a.1.0", in: folder)
    try writeEvents(
      events(8..<12, from: 200, value: 2), to: "events.out.tfevents.0000000200.a.2.0", in: folder)
    let log = try RunLog(folder: folder.path)
    let loss = try #require(log.metric("loss"))
    #expect(loss.steps == (Array(0..<13) + Array(8..<12)).map(Double.init))
    #expect(loss.values == [Double](repeating: 1, count: 13) + [2, 2, 2, 2])
    #expect(log.metric("rare")?.values == [1, 1, 1, 2])
    #expect(log.files.count == 2)
    #expect(
      log.remarks == [
        LogRemark(
          .readAs, file: folder.file("events.out.tfevents.0000000200.a.2.0"),
          "this file begins again at steps that an earlier one has (2 tags); all values are kept")
      ])
  }

  @Test func aSessionThatSaysWhereItStartsReplacesEverything() throws {
    let folder = try TemporaryFolder()
    try writeEvents(
      events(0..<13, from: 100, value: 1), to: "events.out.tfevents.0000000100.a.1.0", in: folder)
    let start = ProtoEvent.with {
      $0.wallTime = 200
      $0.step = 4
      $0.sessionLog.status = .start
    }
    try writeEvents(
      [start] + events(6..<8, from: 201, value: 2), to: "events.out.tfevents.0000000200.a.2.0",
      in: folder)
    let log = try RunLog(folder: folder.path)
    #expect(log.metric("loss")?.steps == [0, 1, 2, 3, 6, 7])
    #expect(log.metric("rare")?.steps == [0])
    #expect(
      log.remarks == [
        LogRemark(
          .replaced, file: folder.file("events.out.tfevents.0000000100.a.1.0"),
          "11 values from step 4 on gave way to the session that starts there in"
            + " events.out.tfevents.0000000200.a.2.0")
      ])
  }

  /// How the work grows with their number is counted in `RunLogGrowthTests`.
  @Test func manyTagsAreRead() throws {
    let folder = try TemporaryFolder()
    try writeEvents(
      (0..<50_000).map { simple("tag \($0)", 1, step: 0, at: 100) },
      to: "events.out.tfevents.0000000100.a.1.0", in: folder)
    let log = try RunLog(folder: folder.path)
    #expect(log.metrics.count == 50_000)
    #expect(MetricTable(joining: log.metrics).columns.count == 50_001)
  }

  /// Ranks that log at the same time do not replace each other's values.
  @Test func filesOfTheSameTimeAreReadSideBySide() throws {
    let folder = try TemporaryFolder()
    for (rank, start) in [(1, 100.0), (2, 100.25), (3, 101)] {
      try writeEvents(
        events(0..<6, from: start, value: Float(rank))
          + [simple("rank \(rank)", 1, step: 3, at: start + 6)],
        to: "events.out.tfevents.0000000100.host\(rank).1.0", in: folder)
    }
    // A restart of one of them.
    try writeEvents(
      events(4..<5, from: 200, value: 4), to: "events.out.tfevents.0000000200.host1.2.0",
      in: folder)
    let log = try RunLog(folder: folder.path)
    let loss = try #require(log.metric("loss"))
    #expect(loss.steps == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5])
    #expect(loss.values == [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 4, 1, 2, 3])
    #expect(log.metrics.map(\.name) == ["loss", "rank 1", "rank 2", "rank 3", "rare"])
  }

  /// Steps that an unchanged counter repeats, or that jump, are kept as they are.
  @Test func nothingIsReplacedWithinAFile() throws {
    let folder = try TemporaryFolder()
    let steps = [0, 0, 5, 3, 3, 9]
    try writeEvents(
      steps.map { simple("loss", 1, step: $0, at: 1) }, to: "events.out.tfevents.1.a", in: folder)
    #expect(try RunLog(folder: folder.path).metric("loss")?.steps == steps.map(Double.init))
  }

  @Test func ourOwnProcessesAreOneRun() throws {
    let folder = try TemporaryFolder()
    let logs = try (0..<3).map { _ in try EventLog(folder: folder.path) }
    for step in 0..<100 {
      for (rank, log) in logs.enumerated() {
        log.scalar("rank \(rank)/loss", Double(step), step: step)
      }
    }
    for log in logs { log.close() }
    let read = try RunLog(folder: folder.path)
    #expect(read.metrics.map(\.values.count) == [100, 100, 100])
  }

  /// Without a tag's first record nothing says what it is.
  @Test func aLostFirstRecordDoesNotLoseTheTag() throws {
    let folder = try TemporaryFolder()
    let log = try EventLog(folder: folder.path)
    for step in 0..<5 {
      log.scalar("loss", Double(step), step: step)
      log.flush()
      log.histogram("weights", Histogram(edges: [0, 1, 2], counts: [step, 1]), step: step)
      log.flush()
      log.nodes([NodeRecord(node: "a", updateRatio: 1)], step: step)
      log.flush()
    }
    log.close()
    let path = try folder.eventFile
    var data = try VizEventsTests.read(path).data
    // The version, then the first of each, the node's after its name.
    #expect(data.count == 1 + 3 * 5 + 1)
    data.removeSubrange(1...4)
    let copy = try folder.write(records(data), to: "events.out.tfevents.2.copy")
    let read = try RunLog(file: copy)
    #expect(read.metric("loss")?.values == [1, 2, 3, 4])
    #expect(
      try read.histograms("weights").map(\.value.counts) == [[1, 1], [2, 1], [3, 1], [4, 1]])
    #expect(try read.nodes(at: 4) == [NodeRecord(node: "#0", updateRatio: 1)])
  }

  /// Of several processes each has its records; a step without any is left out.
  @Test func nodesOfManyStepsAreThoseOfEach() throws {
    let folder = try TemporaryFolder()
    let logs = try (0..<2).map { _ in try EventLog(folder: folder.path) }
    for step in 0..<20 {
      for (rank, log) in logs.enumerated() where rank == 0 || step.isMultiple(of: 2) {
        log.nodes([NodeRecord(node: "rank\(rank)", distance: Double(step))], step: step)
      }
    }
    for log in logs { log.close() }
    let read = try RunLog(folder: folder.path)
    let chosen: Set = [0, 7, 12, 99]
    let found = try read.nodes(at: chosen)
    #expect(Set(found.keys) == [0, 7, 12])
    #expect(found[12]?.map(\.node).sorted() == ["rank0", "rank1"])
    #expect(found[7] == [NodeRecord(node: "rank0", distance: 7)])
    for (step, records) in found { #expect(try read.nodes(at: step) == records) }
    #expect(try read.nodes(at: Set<Int>()).isEmpty)
    #expect(try read.nodes(at: 99).isEmpty)
  }

  @Test func saysWhatCouldNotBeRead() throws {
    let folder = try TemporaryFolder()
    let good = simple("loss", 1, step: 1, at: 1).bytes
    let path = try folder.write(
      records([good, [0xff, 0xff], good]), to: "events.out.tfevents.1.a")
    let log = try RunLog(folder: folder.path)
    #expect(log.metric("loss")?.values == [1, 1])
    #expect(log.faultCount == 1)
    #expect(
      log.faults == [
        RecordFault(kind: .unreadable, file: path, offset: 16 + good.count, count: 18)
      ])
  }

  @Test func aFolderWithoutEventFilesIsEmpty() throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2], to: "notes.txt")
    let log = try RunLog(folder: folder.path)
    #expect(log.metrics.isEmpty && log.files.isEmpty && log.nodeSteps.isEmpty)
    #expect(try log.graph() == nil)
  }
}
