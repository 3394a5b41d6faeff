#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program of `peers/` at work: it answers each line with a line.
final class Peer {
  private let child: pid_t
  /// What it reads and what it writes.
  private let input: Int32
  private let output: Int32

  init(_ command: [String]) throws {
    // A peer that has gone makes a write fail, and the error says so.
    signal(SIGPIPE, SIG_IGN)
    let (childInput, input) = try Self.pipe()
    let (output, childOutput) = try Self.pipe()
    (self.input, self.output) = (input, output)
    defer {
      close(childInput)
      close(childOutput)
    }
    child = try Program.start(
      command, redirecting: [STDIN_FILENO: childInput, STDOUT_FILENO: childOutput])
  }

  /// A script, in the Python that the environment's `PYTHON` names.
  convenience init(python script: String) throws {
    Self.boundVectors()
    let python = getenv("PYTHON").map { String(cString: $0) } ?? "python3"
    guard let interpreter = Program.find(python) else {
      throw BenchmarkError(what: "there is no \(python)")
    }
    try self.init([interpreter, script])
  }

  /// A script that begins by saying its version, or why it is missing: it, where it is there, and what
  /// it said.
  static func start(python script: String) -> (peer: Peer?, state: String) {
    do {
      let peer = try Peer(python: script)
      let state = try peer.answer()
      return (state.hasPrefix("version ") ? peer : nil, state)
    } catch {
      return (nil, "missing \(error)")
    }
  }

  /// Has PyTorch's libraries use no wider vectors than `VIZBP_VECTORS` allows us, as on a machine that has no
  /// others. ONNX Runtime and NumPy take no such word.
  private static func boundVectors() {
    let names = ["ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS"]
    let values: [String]
    switch getenv("VIZBP_VECTORS").map({ String(cString: $0) }) {
    case "plain": values = ["default", "SSE41", "SSE4_2"]
    case "avx2": values = ["avx2", "AVX2", "AVX2"]
    default: return
    }
    for (name, value) in zip(names, values) { setenv(name, value, 0) }
  }

  deinit {
    // It goes when its input ends.
    close(input)
    close(output)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
  }

  /// Sends the words of a request, and answers what comes back.
  func ask(_ words: String...) throws -> String { try ask(words) }

  func ask(_ words: [String]) throws -> String {
    var line = Array((words.joined(separator: "\t") + "\n").utf8)
    while !line.isEmpty {
      let count = write(input, line, line.count)
      guard count > 0 else { throw BenchmarkError(what: "the peer does not listen") }
      line.removeFirst(count)
    }
    return try answer()
  }

  /// As ``ask(_:)``, where the answer's last word is a number.
  func askNumber(_ words: String...) throws -> Double {
    let line = try ask(words)
    guard let number = line.split(separator: " ").last.flatMap({ Double($0) }) else {
      throw BenchmarkError(what: "the peer answered \(line)")
    }
    return number
  }

  /// The next line that it writes.
  func answer() throws -> String {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(output, &byte, 1) == 1 {
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    throw BenchmarkError(what: "the peer has stopped")
  }

  /// Two ends that no child keeps open, except under the numbers it is given them as.
  private static func pipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    #if canImport(Darwin)
      let failure = Darwin.pipe(&ends)
    #elseif canImport(Musl)
      let failure = Musl.pipe(&ends)
    #else
      let failure = Glibc.pipe(&ends)
    #endif
    guard failure == 0 else { throw BenchmarkError(what: String(cString: strerror(errno))) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }
}
