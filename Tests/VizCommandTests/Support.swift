import Foundation
import Subprocess
import SystemPackage
import Testing

/// How a run of the program ended.
struct Outcome: Equatable {
  /// The exit status; of a process that died, the signal below zero.
  var status: Int32
  var bytes: [UInt8]
  var errors: String

  var output: String { String(decoding: bytes, as: UTF8.self) }
}

/// The executable that was built beside the tests.
let vizbpPath: String = {
  let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
  let products =
    bundle.bundlePath.hasSuffix(".xctest")
    ? bundle.bundleURL.deletingLastPathComponent() : bundle.bundleURL
  return products.appending(path: "vizbp").path
}()

/// Lets so many in at a time, and the others in the order in which they came. All tests begin at
/// once; as many programs at once would each wait for the processors past every limit of time.
actor Turnstile {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ slots: Int) { free = slots }

  func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

private let programs = Turnstile(2 * max(2, ProcessInfo.processInfo.activeProcessorCount))

/// Runs a program to its end.
func run(
  _ program: String, _ arguments: [String], input: [UInt8] = [], in folder: String? = nil
) async throws -> Outcome {
  // From a file: a pipe whose reader ends without reading would end the tests.
  let file = FileManager.default.temporaryDirectory.appending(path: "input-\(UUID().uuidString)")
  try Data(input).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  await programs.enter()
  defer { Task { await programs.leave() } }
  let result = try await Subprocess.run(
    .path(FilePath(program)), arguments: Arguments(arguments),
    // A crash should end the test at once.
    environment: .inherit.updating(["SWIFT_BACKTRACE": "enable=no"]),
    workingDirectory: folder.map { FilePath($0) },
    input: .fileDescriptor(.open(FilePath(file.path), .readOnly), closeAfterSpawningProcess: true),
    output: .bytes(limit: 256 << 20), error: .string(limit: 1 << 20))
  let status =
    switch result.terminationStatus {
    case .exited(let status): status
    case .signaled(let signal): -signal
    }
  return Outcome(
    status: status, bytes: result.standardOutput,
    errors: withoutProfile(result.standardError))
}

/// What a program said, without what the runtime says that counts its lines where it may not write either.
private func withoutProfile(_ errors: String) -> String {
  guard errors.contains("LLVM Profile ") else { return errors }
  return errors.split(separator: "\n", omittingEmptySubsequences: false)
    .filter { !$0.hasPrefix("LLVM Profile ") }.joined(separator: "\n")
}

/// Runs the program with these arguments.
func vizbp(
  _ arguments: String..., input: String = "", in folder: Folder? = nil
) async throws -> Outcome {
  try await run(vizbpPath, arguments, input: Array(input.utf8), in: folder?.path)
}

/// Runs the program from a shell command, in which `$vizbp` is its path.
func shell(_ command: String, in folder: Folder) async throws -> Outcome {
  try await run("/bin/sh", ["-c", "vizbp='\(vizbpPath)'\n" + command], in: folder.path)
}

/// What makes permissions bind where the tests run as root, whom they do not.
let setpriv = "/usr/bin/setpriv"
let canLoseRights = geteuid() != 0 || FileManager.default.isExecutableFile(atPath: setpriv)

/// A copy of the program in a folder that anyone may write, and the command that starts it as
/// someone whom permissions bind.
func commandWithoutRights(in folder: Folder) throws -> [String] {
  let program = folder.file("program")
  try FileManager.default.copyItem(atPath: vizbpPath, toPath: program)
  #expect(chmod(program, 0o755) == 0)
  #expect(chmod(folder.path, 0o777) == 0)
  return geteuid() == 0
    ? [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", program] : [program]
}

/// Expects that the program refuses its arguments with this status and these words.
func expectRefusal(
  _ arguments: [String], _ status: Int32, _ words: String, input: String = "",
  in folder: Folder? = nil, sourceLocation: SourceLocation = #_sourceLocation
) async throws {
  let outcome = try await run(vizbpPath, arguments, input: Array(input.utf8), in: folder?.path)
  #expect(outcome.status == status, sourceLocation: sourceLocation)
  #expect(outcome.errors == words + "\n", sourceLocation: sourceLocation)
  #expect(outcome.output == "", sourceLocation: sourceLocation)
}

/// A folder of a test's own.
struct Folder {
  let path: String

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: file(name)))
  }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: file(name))))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  /// The names of all files, hidden ones too.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// Lends a fresh folder to the body and removes it with all that is in it.
func inFolder<Result>(_ body: (Folder) async throws -> Result) async throws -> Result {
  let url = FileManager.default.temporaryDirectory.appending(path: "vizbp-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  return try await body(Folder(path: url.path))
}

/// A graph file with these nodes.
func graphFile(_ nodes: [String], rest: String = "") -> String {
  """
  {"format": "vizbp.graph", "version": 1, "nodes": [
  \(nodes.joined(separator: ",\n"))]\(rest)}

  """
}

/// The graph of the lectures: (x + y) z.
let lecture = graphFile([
  #"{"id": "x", "op": "input", "value": -2, "gradient": -4}"#,
  #"{"id": "y", "op": "input", "value": 5, "gradient": -4}"#,
  #"{"id": "z", "op": "input", "value": -4, "gradient": 3}"#,
  #"{"id": "q", "op": "add", "inputs": ["x", "y"], "value": 3, "gradient": -4, "local": [1, 1]}"#,
  #"{"id": "f", "op": "mul", "inputs": ["q", "z"], "value": -12, "gradient": 1, "local": [-4, 3]}"#,
])

/// The fields of a string in a JSON text.
func quoted(_ text: String) throws -> String {
  String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
}

/// What a file of this kind begins with.
let signatures: [String: [UInt8]] = [
  "svg": Array("<svg xmlns=".utf8), "png": [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  "pdf": Array("%PDF-1.".utf8), "dot": Array("digraph ".utf8), "tex": Array("% ".utf8),
  "gif": Array("GIF89a".utf8), "webp": Array("RIFF".utf8),
]
