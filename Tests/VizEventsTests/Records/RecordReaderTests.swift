import Foundation
import Testing
import VizBase
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizEvents

@Suite struct RecordReaderTests {
  private static let data: [[UInt8]] = [
    Array("one".utf8), [], Array(repeating: 7, count: 300), Array("the last".utf8),
  ]

  @Test func readsWhatWasWritten() throws {
    let folder = try TemporaryFolder()
    let found = try read(folder.write(records(Self.data), to: "a"))
    #expect(found.data == Self.data)
    #expect(found.faults.isEmpty)
    #expect(try read(folder.write([], to: "empty")).data.isEmpty)
  }

  @Test func readsRecordsLargerThanAPiece() throws {
    let folder = try TemporaryFolder()
    let data = (1...5).map { [UInt8](repeating: UInt8($0), count: $0 * 700_000) }
    #expect(try read(folder.write(records(data), to: "a")).data == data)
  }

  /// Wherever the end of a file is missing, what precedes it is read.
  @Test func keepsWhatPrecedesATornTail() throws {
    let folder = try TemporaryFolder()
    let whole = records(Self.data)
    var ends: [Int] = [0]
    for data in Self.data { ends.append(ends[ends.count - 1] + data.count + 16) }
    for count in 0..<whole.count {
      let path = try folder.write(Array(whole.prefix(count)), to: "torn")
      let (data, faults) = try read(path)
      let wholeCount = ends.lastIndex { $0 <= count } ?? 0
      #expect(data == Array(Self.data.prefix(wholeCount)))
      let start = ends[wholeCount]
      #expect(
        faults
          == (count == start
            ? [] : [RecordFault(kind: .tornTail, file: path, offset: start, count: count - start)]))
    }
  }

  /// One wrong byte costs the record that it is in, and is told where it is.
  @Test func goesOnBehindDamage() throws {
    let folder = try TemporaryFolder()
    let whole = records(Self.data)
    var start = 0
    for (number, data) in Self.data.enumerated() {
      let end = start + data.count + 16
      for offset in start..<end {
        var damaged = whole
        damaged[offset] ^= 0x10
        let path = try folder.write(damaged, to: "damaged")
        let found = try read(path)
        var expected = Self.data
        expected.remove(at: number)
        #expect(found.data == expected)
        #expect(
          found.faults
            == [RecordFault(kind: .corrupt, file: path, offset: start, count: end - start)])
      }
      start = end
    }
  }

  @Test func namesThePlace() throws {
    let fault = RecordFault(kind: .corrupt, file: "out/\u{1b}a", offset: 24, count: 40)
    #expect(
      fault.description
        == "out/\\u{1b}a: the checksums do not fit the bytes: byte 24, 40 bytes left out")
  }

  /// A length is believed only where the file is that long.
  @Test func isNotFooledByLengths() throws {
    let folder = try TemporaryFolder()
    for length: UInt64 in [.max, .max - 15, 1 << 63, 1 << 40, 1 << 20] {
      var buffer = ByteBuffer()
      buffer.append(fixed: length)
      buffer.append(
        fixed: withUnsafeBytes(of: length.littleEndian) { CRC32C.masked($0) })
      let bytes = records([[1]]) + Array(buffer.bytes) + records([[2]])
      #expect(try read(folder.write(bytes, to: "a")).data == [[1], [2]])
    }
  }

  /// Headers one after the other, each of which claims the whole rest.
  @Test func doesNotGoRoundInCircles() throws {
    let folder = try TemporaryFolder()
    let count = 60_000
    var buffer = ByteBuffer()
    for index in 0..<count {
      let length = UInt64(12 * (count - index) - 16 + 12)
      buffer.append(fixed: length)
      buffer.append(fixed: withUnsafeBytes(of: length.littleEndian) { CRC32C.masked($0) })
    }
    let path = try folder.write(Array(buffer.bytes) + [0, 0, 0, 0], to: "a")
    var reader = try RecordReader(path: path)
    while try reader.next() != nil {}
    #expect(reader.faultCount > 0)
  }

  /// No bytes stop the program, and what is read was whole.
  @Test func outlivesDamage() throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: 20_261_121)
    let sources = try ["pytorch", "tf2"].flatMap { name in
      let path = try #require(
        try EventFiles.paths(in: fixtures.appending(path: name).path).first)
      return try read(path).data.filter { $0.count < 500 }
    }
    for round in 0..<10_000 {
      var data = (0..<4).compactMap { _ in sources.randomElement(using: &random) }
      // Every other one with checksums that fit, so that what is inside is damaged, too.
      let isInside = round.isMultiple(of: 2)
      var bytes = isInside ? data[0] : records(data)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damage(&bytes, with: sources, marks: "\u{0}\u{1}\u{8}\n\u{12}*\u{7f}", using: &random)
      }
      if isInside {
        data[0] = bytes
        bytes = records(data)
      }
      let path = try folder.write(bytes, to: "events.out.tfevents.1.a")
      let log = try RunLog(file: path)
      for tag in log.histogramTags { _ = try log.histograms(tag) }
      for tag in log.imageTags { _ = try log.images(tag) }
      for tag in log.textTags { _ = try log.texts(tag) }
      _ = try log.hyperparameters()
      _ = try log.graph()
      for metric in log.metrics { #expect(metric.steps.count == metric.values.count) }
    }
  }

  @Test func namesFilesThatCannotBeRead() throws {
    let folder = try TemporaryFolder()
    #expect(
      throws: EventError(
        .missing, path: folder.file("none"), message: "there is no such file or folder")
    ) { _ = try RecordReader(path: folder.file("none")).size }
    let error = #expect(throws: EventError.self) { try RunLog(folder: folder.file("none")) }
    #expect(error?.description == "\(folder.file("none")): there is no such file or folder")
    #expect(error?.kind == .missing)
  }
}
