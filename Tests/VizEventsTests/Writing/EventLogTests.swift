import Foundation
import Synchronization
import SystemPackage
import Testing
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizEvents

@Suite struct EventLogTests {
  @Test func numbersComeBackToTheLastBit() throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: 6)
    let values =
      [0, -0.0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
      + (0..<500).map { _ in Double(bitPattern: random.next()) }
    let log = try EventLog(folder: folder.path)
    for (step, value) in values.enumerated() {
      log.scalar("loss", value, step: step, wallTime: 100 + Double(step))
      log.scalar("other/ünï", -value, step: step * 3)
    }
    log.close()
    let read = try RunLog(folder: folder.path)
    #expect(read.metrics.map(\.name) == ["loss", "other/ünï"])
    #expect(bits(read.metric("loss")?.values ?? []) == bits(values))
    #expect(read.metric("loss")?.steps == values.indices.map(Double.init))
    #expect(read.metric("loss")?.wallTimes == values.indices.map { 100 + Double($0) })
    #expect(bits(read.metric("other/ünï")?.values ?? []) == bits(values.map { -$0 }))
    #expect(read.faults.isEmpty)
    #expect(read.files.map(\.writer) == ["vizbp"])
  }

  @Test func everythingElseComesBack() throws {
    let folder = try TemporaryFolder()
    let log = try EventLog(folder: folder.path)
    let histogram = Histogram(edges: [-1, 0.1, 2], counts: [3, 0])
    let equal = Histogram(edges: [2, 2], counts: [7])
    log.histogram("weights", histogram, step: 1, wallTime: 5)
    log.histogram("weights", equal, step: 2, wallTime: 6)
    log.image("boundary", png: [1, 2, 3], width: 4, height: 5, step: 6, wallTime: 7)
    log.text("note", "a\nb ✓", step: 8, wallTime: 9)
    log.hyperparameters(["lr": 0.1, "name": "adam", "nesterov": true], metrics: ["loss"])
    log.close(status: .finished)
    let read = try RunLog(folder: folder.path)
    #expect(read.histogramTags == ["weights"])
    #expect(
      try read.histograms("weights") == [
        LoggedValue(step: 1, wallTime: 5, value: histogram),
        LoggedValue(step: 2, wallTime: 6, value: equal),
      ])
    #expect(read.imageTags == ["boundary"])
    #expect(
      try read.images("boundary") == [
        LoggedValue(
          step: 6, wallTime: 7, value: LoggedImage(width: 4, height: 5, data: [1, 2, 3]))
      ])
    #expect(read.textTags == ["note"])
    #expect(try read.texts("note") == [LoggedValue(step: 8, wallTime: 9, value: "a\nb ✓")])
    #expect(
      try read.hyperparameters() == ["lr": .number(0.1), "name": .text("adam"), "nesterov": true])
    #expect(try read.histograms("none").isEmpty)
  }

  @Test func nodesComeBack() throws {
    let folder = try TemporaryFolder()
    let log = try EventLog(folder: folder.path)
    var value = Statistics(of: [0, -1, 2, .nan, .infinity])
    value.histogram = Histogram(
      edges: Histogram.evenEdges(from: value.min, to: value.max, bins: 30),
      counts: Array(0..<30))
    var gradient = Statistics(of: [])
    (gradient.mean, gradient.std, gradient.min, gradient.max) = (0, 0, 0, 0)
    var uneven = Statistics(of: [1, 10])
    uneven.histogram = Histogram(edges: [1, 2, 10], counts: [1, 1])
    let steps = (0..<5).map { step in
      [
        NodeRecord(
          node: "a ✓", value: value, gradient: gradient, updateRatio: 0, distance: Double(step)),
        NodeRecord(node: "b\(step)", value: uneven),
        NodeRecord(node: "c", gradient: uneven),
      ]
    }
    for (step, records) in steps.enumerated() { log.nodes(records, step: step * 10) }
    log.close()
    let read = try RunLog(folder: folder.path)
    #expect(read.nodeSteps == [0, 10, 20, 30, 40])
    for (step, records) in steps.enumerated() {
      #expect(try read.nodes(at: step * 10) == records)
    }
    #expect(try read.nodes(at: 5).isEmpty)
    var seen: [Int] = []
    try read.forEachNodeStep(in: 11 ... .max) { step, _, records in
      seen.append(step)
      #expect(records.count == 3)
    }
    #expect(seen == [20, 30, 40])
    // Only series that people asked for are series.
    #expect(read.metrics.isEmpty)
  }

  @Test func namesItsFileAsTensorBoardWants() throws {
    let folder = try TemporaryFolder()
    let logs = try (0..<3).map { _ in try EventLog(folder: folder.file("a/b")) }
    let names = try EventFiles.names(in: folder.file("a/b"))
    #expect(Set(names).count == 3)
    for name in names {
      #expect(
        try /events\.out\.tfevents\.\d{10}\.[A-Za-z0-9-]+\.\d+\.\d+/.wholeMatch(in: name) != nil)
      #expect(name.contains(".\(getpid())."))
    }
    for log in logs { log.close() }
    #expect(EventFileName(wallTime: 1, number: 2).text.hasPrefix("events.out.tfevents.0000000001."))
  }

  @Test func writesWithinTheIntervalUnasked() async throws {
    let folder = try TemporaryFolder()
    let log = try EventLog(
      folder: folder.path, options: EventLog.Options(flushInterval: 0.01))
    let before = log.progress.bytesWritten
    log.scalar("loss", 1, step: 1)
    // However slow the machine is, it comes about by itself.
    while log.progress.bytesWritten == before { try await Task.sleep(for: .milliseconds(5)) }
    #expect(try RunLog(folder: folder.path).metric("loss")?.values == [1])
    #expect(
      log.progress.bytesWritten
        == (try FileManager.default.attributesOfItem(
          atPath: log.path)[.size] as? Int))
  }

  @Test func writesWhenItGoesAway() throws {
    let folder = try TemporaryFolder()
    do {
      let log = try EventLog(folder: folder.path, options: EventLog.Options(flushInterval: 0.001))
      log.scalar("loss", 1, step: 1)
      log.flush()
      log.close()
      log.scalar("loss", 2, step: 2)
      log.text("late", "too late", step: 2)
      log.flush()
      log.close()
      #expect(log.progress.isClosed)
    }
    let read = try RunLog(folder: folder.path)
    #expect(read.metric("loss")?.values == [1])
    #expect(read.textTags.isEmpty)
  }

  @Test(arguments: [(Double.nan, Int.min), (-1, 0), (.infinity, .max)])
  func impossibleOptionsAreMadePossible(_ interval: Double, _ limit: Int) throws {
    let folder = try TemporaryFolder()
    let log = try EventLog(
      folder: folder.path,
      options: EventLog.Options(flushInterval: interval, queueLimit: limit))
    for step in 0..<3000 { log.scalar("loss", 1, step: step) }
    log.close()
    #expect(try RunLog(folder: folder.path).metric("loss")?.values.count == 3000)
  }

  @Test func manyMayLogAtOnce() async throws {
    let folder = try TemporaryFolder()
    let log = try EventLog(folder: folder.path, options: EventLog.Options(flushInterval: 0.001))
    await withTaskGroup(of: Void.self) { group in
      for worker in 0..<8 {
        group.addTask {
          for step in 0..<500 {
            log.scalar("worker \(worker)", Double(step), step: step)
            if step.isMultiple(of: 100) { log.text("text \(worker)", "\(step)", step: step) }
            if step == 250 { log.flush() }
          }
        }
      }
    }
    log.close()
    let read = try RunLog(folder: folder.path)
    #expect(read.faults.isEmpty)
    for worker in 0..<8 {
      #expect(read.metric("worker \(worker)")?.values == (0..<500).map(Double.init))
      #expect(try read.texts("text \(worker)").map(\.step) == [0, 100, 200, 300, 400])
    }
  }

  /// A reader that does not read: what waits stays bounded, and no number is lost.
  @Test func dropsAllButNumbersWhereTheDiskIsSlow() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("events.out.tfevents.1.pipe")
    #expect(mkfifo(path, 0o600) == 0)
    // Both ways, so that neither opening waits.
    let pipe = try FileDescriptor.open(FilePath(path), .readWrite)
    let log = try EventLog(
      EventFile(FileDescriptor.open(FilePath(path), .writeOnly), path: path), wallTime: 1,
      options: EventLog.Options(flushInterval: 0.001, queueLimit: 1 << 20))
    let texts = 400
    let numbers = 20_000
    let large = String(repeating: "x", count: 10_000)
    // The pipe takes 64 KiB and then nothing more.
    for step in 0..<texts { log.text("text", large, step: step) }
    let dropped = log.progress.dropped
    #expect(dropped > texts / 2)

    let reading = Task.detached {
      var bytes: [UInt8] = []
      let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
      defer { room.deallocate() }
      while !bytes.suffix(64).contains(subsequence: Array("the end".utf8)) {
        bytes += room[..<(try pipe.read(into: room))]
      }
      return bytes
    }
    for step in 0..<numbers { log.scalar("loss", Double(step), step: step) }
    log.close()
    var end = ByteBuffer()
    end.appendRecord(Array("the end".utf8))
    try pipe.writeAll(end.bytes)
    let copy = try folder.write(try await reading.value, to: "events.out.tfevents.2.copy")
    let read = try RunLog(file: copy)
    #expect(read.metric("loss")?.values == (0..<numbers).map(Double.init))
    #expect(try read.texts("text").count + log.progress.dropped == texts)
  }
}

extension Sequence<UInt8> {
  fileprivate func contains(subsequence: [UInt8]) -> Bool {
    let bytes = Array(self)
    return bytes.indices.contains { bytes[$0...].starts(with: subsequence) }
  }
}
