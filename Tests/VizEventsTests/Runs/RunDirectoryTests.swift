import Foundation
import Testing
import VizBase
import VizTestSupport
import VizTrace

@testable import VizEvents

@Suite struct RunDirectoryTests {
  @Test func recordsComeBack() throws {
    let folder = try TemporaryFolder()
    let run = RunDirectory(folder.path)
    #expect(try run.record() == nil)
    var record = RunRecord(
      name: "spiral", configuration: ["layers": .array([.number("16"), .number("16")])],
      seed: .max, versions: ["vizbp": "0.2.0"], start: 1_700_000_000.25)
    try run.write(record)
    #expect(try run.record() == record)
    record.finish(.failed, message: "the loss is NaN at step 7")
    record.lastStep = 7
    try run.write(record)
    #expect(try run.record() == record)
    #expect(record.end != nil)
    // Written beside and renamed: nothing else is left.
    #expect(try folder.names == ["run.json"])
    let text = String(decoding: try folder.bytes("run.json"), as: UTF8.self)
    #expect(text.contains(#""format" : "vizbp.run""#))
    #expect(text.hasSuffix("}\n"))
  }

  /// Sacred calls its own record `run.json`, too.
  @Test func recordsOfOtherProgramsAreNone() throws {
    let folder = try TemporaryFolder()
    for text in ["{}", #"{"format": "vizbp.graph", "version": 1}"#, #"{"status": "COMPLETED"}"#] {
      try folder.write(Array(text.utf8), to: "run.json")
      #expect(try RunDirectory(folder.path).record() == nil)
    }
  }

  @Test func damagedRecordsAreRefused() throws {
    let folder = try TemporaryFolder()
    for text in ["", "{", "[]", #"{"format": "vizbp.run", "version": 2, "start": 0}"#] {
      try folder.write(Array(text.utf8), to: "run.json")
      let error = #expect(throws: EventError.self) { try RunDirectory(folder.path).record() }
      #expect(error?.kind == .badData)
      #expect(error?.path == folder.file("run.json"))
    }
  }

  @Test func graphsComeBackWithValues() throws {
    let folder = try TemporaryFolder()
    let run = RunDirectory(folder.path)
    #expect(try run.graph() == nil)
    let graph = ComputationGraph(
      nodes: [Node(id: "x", op: "input", value: .scalar(2), gradient: .scalar(3))], outputs: ["x"])
    let log = try EventLog(folder: folder.path)
    log.graph(graph)
    log.close()
    #expect(try run.graph()?.nodes.map(\.id) == ["x"])
    try run.write(graph)
    #expect(try run.graph() == graph)
    try folder.write(Array("{".utf8), to: "graph.json")
    let error = #expect(throws: EventError.self) { try run.graph() }
    #expect(error?.kind == .badData)
  }

  @Test func runsAreFoundBelowAFolder() throws {
    let folder = try TemporaryFolder()
    for name in ["b/train", "b/validation", "a"] {
      try EventLog(folder: folder.file(name)).close()
    }
    try FileManager.default.createDirectory(
      atPath: folder.file("c/d"), withIntermediateDirectories: true)
    try RunDirectory(folder.file("c")).write(RunRecord())
    // A link that leads back up.
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("b/loop"), withDestinationPath: folder.path)
    #expect(
      try RunDirectory.all(below: folder.path).map(\.path)
        == ["a", "b", "c"].map { folder.file($0) })
    #expect(try RunDirectory.all(below: folder.file("a")).map(\.name) == ["a"])
    #expect(throws: EventError.self) { try RunDirectory.all(below: folder.file("none")) }
  }

  @Test func saysHowARunStands() throws {
    let folder = try TemporaryFolder()
    let run = RunDirectory(folder.path)
    var record = RunRecord()
    try run.write(record)
    // This process is the one that runs it.
    #expect(try run.state() == .running)
    record.process = 1 << 30
    try run.write(record)
    #expect(try run.state() == .killed)
    let log = try EventLog(folder: folder.path)
    #expect(try run.state() == .running)
    log.close()
    #expect(try run.state() == .killed)
    for (status, state) in [
      (.finished, .finished), (.stopped, .stopped), (.failed, .failed),
    ] as [(RunStatus, RunDirectory.State)] {
      record.finish(status)
      try run.write(record)
      #expect(try run.state() == state)
    }
  }

  @Test func foreignRunsAreJudgedByWhoHasTheirFilesOpen() throws {
    let folder = try TemporaryFolder()
    let path = try writeEvents(
      [simple("loss", 1, step: 1, at: 1)], to: "events.out.tfevents.1.a", in: folder)
    let run = RunDirectory(folder.path)
    // At rest, however new the file is.
    #expect(try run.state() == .unknown)
    let writer = try FileHandle(forWritingTo: URL(filePath: path))
    defer { try? writer.close() }
    #expect(try run.state() == .running)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000)], ofItemAtPath: path)
    #expect(try run.state() == .unknown)
  }

  /// A tail is cut only where nobody writes any more, and nothing else is.
  @Test func tornTailsAreCutOnceTheWriterIsGone() throws {
    let folder = try TemporaryFolder()
    let log = try EventLog(folder: folder.path)
    log.scalar("loss", 1, step: 1)
    log.flush()
    let size = try folder.bytes(String(log.path.split(separator: "/").last ?? "")).count
    let handle = try #require(FileHandle(forUpdatingAtPath: log.path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([1, 2, 3]))
    #expect(try EventFile.cutTornTail(of: log.path) == 0)
    log.close()
    #expect(try EventFile.cutTornTail(of: log.path) == 3)
    #expect(try EventFile.cutTornTail(of: log.path) == 0)
    #expect(
      try FileManager.default.attributesOfItem(atPath: log.path)[.size] as? Int == size)
    #expect(try RunLog(file: log.path).metric("loss")?.values == [1])
  }

  /// Files of others are left as they are, even where they end within a record.
  @Test func foreignTailsStay() throws {
    let folder = try TemporaryFolder()
    let bytes = records([simple("loss", 1, step: 1, at: 1).bytes]) + [1, 2, 3]
    try folder.write(bytes, to: "events.out.tfevents.1.a")
    try EventLog(folder: folder.path, options: EventLog.Options(resumingAt: 5)).close()
    #expect(try folder.bytes("events.out.tfevents.1.a") == bytes)
  }
}
