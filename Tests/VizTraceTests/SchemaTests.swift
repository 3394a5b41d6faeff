import Foundation
import Testing
import VizBase

@testable import VizTrace

/// Holds `schema/vizbp.graph.schema.json` and the reader against each other.
@Suite struct SchemaTests {
  /// Files that are valid to the schema, which cannot say what is wrong with them.
  static let refusedByTheReaderAlone: Set<String> = [
    "cycle", "self-cycle", "duplicate-id", "unknown-input", "unknown-output",
    "unknown-port", "port-of-none", "port-value-shape", "symbolic-shape", "seed-count",
    "seed-shape",
    "duplicate-field", "duplicate-unknown",
    "ragged-row", "ragged-number", "ragged-array", "value-shape", "scalar-shape",
    "gradient-shape", "summary-shape", "huge-shape", "shape-beyond-int", "local-count",
    "too-large", "too-small", "int64-beyond-double", "int64-overflow",
    "summary-counts", "histogram-counts", "histogram-edges",
    "lone-surrogate", "hostile-id",
  ]

  @Test func schemaAndReaderAgree() throws {
    let good = try Fixtures.names("good").map { "good/\($0).json" }
    let bad = try Fixtures.names("bad").map { "bad/\($0).json" }
    let verdicts = try validate((good + bad).map { Fixtures.folder.appending(path: $0) })
    let isValid = Dictionary(uniqueKeysWithValues: zip(good + bad, verdicts.map { $0 == "valid" }))
    for path in good { #expect(isValid[path] == true, "\(path)") }
    let valid = Set(bad.filter { isValid[$0] == true })
    #expect(valid == Set(Self.refusedByTheReaderAlone.map { "bad/\($0).json" }))
  }

  @Test func whatIsWrittenIsValid() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "vizbp-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try (1...50 as ClosedRange<UInt64>).map { seed in
      var random = RandomGraph(seed: seed)
      let file = folder.appending(path: "\(seed).json")
      try Data(random.graph().jsonData()).write(to: file)
      return file
    }
    #expect(try validate(files) == files.map { _ in "valid" })
  }

  @Test func schemaListsWhatTheTypesKnow() throws {
    var scanner = JSONScanner([UInt8](try Data(contentsOf: Self.schema)))
    let node = try #require(try scanner.value()["$defs"]?["node"]?["properties"])
    #expect(node.keys == NodeField.allCases.map(\.rawValue).sorted())
    let roles = Role.allCases.map { JSONValue.string($0.rawValue) } + [.null]
    #expect(node["role"]?["enum"] == .array(roles))
  }

  static let schema = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../schema/vizbp.graph.schema.json").standardizedFileURL

  /// The verdict on each file, in order.
  private func validate(_ files: [URL]) throws -> [String] {
    let script = Fixtures.folder.appending(path: "validate.py").path
    for python in [["/usr/bin/python3"], ["/usr/bin/env", "python3"]] {
      guard FileManager.default.isExecutableFile(atPath: python[0]) else { continue }
      let process = Process()
      process.executableURL = URL(filePath: python[0])
      process.arguments = python.dropFirst() + [script, Self.schema.path] + files.map(\.path)
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      if process.terminationStatus == 0 {
        return text.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
      }
      #expect(process.terminationStatus == 69 || process.terminationStatus == 127)
    }
    throw MissingValidator()
  }
}

private struct MissingValidator: Error, CustomStringConvertible {
  let description = """
    no Python with jsonschema 4 or newer, which this test needs: apt install python3-jsonschema
    """
}

extension JSONValue {
  fileprivate subscript(key: String) -> JSONValue? {
    if case .object(let object) = self { object[key] } else { nil }
  }

  fileprivate var keys: [String] {
    if case .object(let object) = self { object.fields.map(\.key).sorted() } else { [] }
  }
}
