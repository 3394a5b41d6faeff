import Foundation
import SwiftProtobuf
import Testing
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizEvents

extension TemporaryFolder {
  func file(_ name: String) -> String { "\(path)/\(name)" }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    // A file that is written over is flushed by some file systems, which takes its time.
    unlink(file(name))
    try Data(bytes).write(to: URL(filePath: file(name)))
    return file(name)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: file(name))))
  }

  /// The path of the first event file in it.
  var eventFile: String {
    get throws { try #require(try EventFiles.paths(in: path).first) }
  }
}

let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

/// The bytes of text in hexadecimal digits.
func bytes(hex: String) -> [UInt8] {
  let digits = hex.compactMap(\.hexDigitValue)
  return stride(from: 0, to: digits.count - 1, by: 2).map {
    UInt8(digits[$0] << 4 | digits[$0 + 1])
  }
}

/// The bytes of records with these data.
func records(_ data: [[UInt8]]) -> [UInt8] {
  var buffer = ByteBuffer()
  for data in data { buffer.appendRecord(data) }
  return Array(buffer.bytes)
}

/// What a reader finds in a file.
func read(_ path: String) throws -> (data: [[UInt8]], faults: [RecordFault]) {
  var reader = try RecordReader(path: path)
  var found: [[UInt8]] = []
  while let (_, data) = try reader.next() { found.append(Array(data)) }
  return (found, reader.faults)
}

/// A file as another writer might make it: events in the order given.
@discardableResult
func writeEvents(
  _ events: [ProtoEvent], to name: String, in folder: TemporaryFolder
) throws -> String {
  try folder.write(records(events.map(\.bytes)), to: name)
}

/// An event of one number, as PyTorch writes it.
func simple(_ tag: String, _ value: Float, step: Int, at time: Double) -> ProtoEvent {
  ProtoEvent.with {
    $0.wallTime = time
    $0.step = Int64(step)
    $0.summary.value = [
      ProtoSummary.Value.with {
        $0.tag = tag
        $0.simpleValue = value
      }
    ]
  }
}

func bits(_ numbers: [Double]) -> [UInt64] { numbers.map(\.bitPattern) }

/// The program that logs, which was built beside the tests.
let writerPath: String = {
  let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
  let products =
    bundle.bundlePath.hasSuffix(".xctest")
    ? bundle.bundleURL.deletingLastPathComponent() : bundle.bundleURL
  return products.appending(path: "VizEventsWriter").path
}()

/// How a program ended, and what it printed.
struct Outcome {
  /// The exit status; of a process that died, the signal below zero.
  var status: Int32
  var output: String
}

/// Runs a program; `watch` sees each line of its output, and may end it.
func run(
  _ program: String, _ arguments: some Sequence<String>,
  watch: @escaping @Sendable (_ line: String, _ child: pid_t) -> Void = { _, _ in }
) async throws -> Outcome {
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = Array(arguments)
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let child = process.processIdentifier
  let output = try await Task.detached {
    var text = ""
    var line: [UInt8] = []
    while let piece = try pipe.fileHandleForReading.read(upToCount: 1 << 12), !piece.isEmpty {
      for byte in piece {
        line.append(byte)
        guard byte == UInt8(ascii: "\n") else { continue }
        let words = String(decoding: line.dropLast(), as: UTF8.self)
        watch(words, child)
        text += words + "\n"
        line = []
      }
    }
    return text + String(decoding: line, as: UTF8.self)
  }.value
  process.waitUntilExit()
  let status = process.terminationStatus
  return Outcome(
    status: process.terminationReason == .uncaughtSignal ? -status : status, output: output)
}
