import SystemPackage
import VizBP
import VizBase

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads whole inputs and writes whole outputs; `-` is standard input or output.
enum Files {
  static func read(_ path: String) throws -> [UInt8] {
    let name = inputName(path)
    do {
      let file =
        path == "-" ? .standardInput : try FileDescriptor.open(FilePath(named: path), .readOnly)
      defer { if path != "-" { try? file.close() } }
      FilesRead.note(file)
      var bytes: [UInt8] = []
      let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
      defer { chunk.deallocate() }
      while true {
        let count = try file.read(into: chunk)
        if count == 0 { return bytes }
        bytes.append(contentsOf: chunk[..<count])
        if bytes.count > WholeFile.largest {
          throw Failure(.badData, name, "the input is larger than 1 GiB")
        }
      }
    } catch let error as Errno {
      throw Failure(.noInput, name, error.words)
    }
  }

  /// Waits for something on standard input and returns what has arrived; nothing at its end.
  static func arrived() throws -> [UInt8] {
    do {
      return try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
        filled = try FileDescriptor.standardInput.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    } catch let error as Errno {
      throw Failure(.noInput, inputName("-"), error.words)
    }
  }

  /// The first bytes of a file; none of what is no file, or cannot be read.
  static func head(_ path: String, _ count: Int) -> [UInt8] {
    guard !isFolder(path),
      let file = try? FileDescriptor.open(FilePath(named: path), .readOnly, options: .nonBlocking)
    else { return [] }
    defer { try? file.close() }
    let bytes = try? [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      // A pipe has no places, and is left as it is.
      filled = try file.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
    }
    return bytes ?? []
  }

  /// Writes a file whole or not at all: a failure leaves the previous file as it was.
  static func write(_ bytes: [UInt8], to path: String) throws {
    // Where standard output is a file, its name would be replaced and not written to.
    if path == "-" || path == "/dev/stdout" { return try print(bytes) }
    // However it is named: by another path, or through a link.
    if FilesRead.contain(path) {
      throw Failure(
        .cannotCreate, outputName(path), "the output would replace what was read",
        hint: "name another file with -o")
    }
    if RunDirectory.isOwnFile(path) {
      throw Failure(
        .cannotCreate, outputName(path), "the output would stand for a file of the run itself",
        hint: "name another file with -o")
    }
    do {
      try WholeFile.write(bytes, to: path)
    } catch {
      throw Failure(
        error.step == .creating ? .cannotCreate : .ioError, outputName(path), error.reason.words)
    }
  }

  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// Where output stands whose place was not named: beside the input, with another ending; for
  /// standard input on standard output.
  ///
  /// - Parameters:
  ///   - input: The path of the input, or `-`.
  ///   - ending: That of the output.
  ///   - made: What is written, in a word: `picture`.
  ///   - given: What the input is: `graph file`.
  static func beside(
    _ input: String, ending: String, made: String, given: String
  ) throws -> String {
    if input == "-" { return "-" }
    var path = FilePath(input)
    path.extension = ending
    if path == FilePath(input) {
      throw Failure(
        .usage, inputName(input), "the \(made) would replace the \(given)",
        hint: "name the \(made) with -o")
    }
    return path.string
  }

  /// Writes a remark on standard error.
  static func say(_ text: String) {
    // A remark that cannot be made is no reason to fail.
    _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
  }

  /// Keeps the places of standard streams that are closed: a file that is opened would take such a
  /// place, and what is meant for the stream would go into it.
  static func holdStandardStreams() {
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
      // Opened so that it can do nothing that the stream would.
      _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Makes a closed pipe, or a limit on the size of files, an error of the write instead of the
  /// end of the process, so that what was begun is cleared away.
  static func outliveFailedWrites() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// The path of this program, for running it again.
  static var executable: String {
    #if os(Linux)
      if let path = realpath("/proc/self/exe", nil) {
        defer { free(path) }
        return PathText.text(of: UnsafeRawBufferPointer(start: path, count: strlen(path)))
      }
    #endif
    return arguments.first ?? "vizbp"
  }

  /// The words of the command line, of whatever bytes they are.
  static let arguments: [String] = (0..<Int(CommandLine.argc)).compactMap { index in
    CommandLine.unsafeArgv[index].map { word in
      PathText.text(of: UnsafeRawBufferPointer(start: word, count: strlen(word)))
    }
  }

  static func isFolder(_ path: String) -> Bool { kind(of: path) == mode_t(S_IFDIR) }

  /// Whether it is a file that can be read twice, as a pipe cannot.
  static func isFile(_ path: String) -> Bool {
    path != "-" && kind(of: path) == mode_t(S_IFREG)
  }

  /// The bits of the mode that say what stands at a path; nil where nothing does.
  private static func kind(of path: String) -> mode_t? {
    var info = stat()
    guard path.withSystemPath({ stat($0, &info) }) == 0 else { return nil }
    return mode_t(info.st_mode) & mode_t(S_IFMT)
  }

  static func exists(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0
  }

  /// Makes a folder, and those above it.
  static func makeFolder(_ path: String) throws {
    var made = FilePath(path).root.map { FilePath(root: $0) } ?? FilePath("")
    for component in FilePath(path).components {
      made.append(component)
      if made.string.withSystemPath({ mkdir($0, 0o777) }) != 0, errno != EEXIST {
        throw Failure(.cannotCreate, outputName(path), Errno(rawValue: errno).words)
      }
    }
    var info = stat()
    guard path.withSystemPath({ stat($0, &info) }) == 0 else {
      throw Failure(.cannotCreate, outputName(path), Errno(rawValue: errno).words)
    }
    guard mode_t(info.st_mode) & mode_t(S_IFMT) == mode_t(S_IFDIR) else {
      throw Failure(.cannotCreate, outputName(path), "it is not a directory")
    }
  }

  private static func print(_ bytes: [UInt8]) throws {
    do { try FileDescriptor.standardOutput.writeAll(bytes) } catch let error as Errno {
      var failure = Failure(
        .ioError, "standard output", error == .badFileDescriptor ? "it is closed" : error.words)
      // Who closes the pipe, as head does, has read enough.
      failure.isSilent = error == .brokenPipe
      throw failure
    }
  }

  /// An input as messages name it.
  static func inputName(_ path: String) -> String { name(path, standing: "standard input") }

  /// An output as messages name it.
  static func outputName(_ path: String) -> String { name(path, standing: "standard output") }

  private static func name(_ path: String, standing: String) -> String {
    switch path {
    case "": "''"
    case "-": standing
    default: path.escaped(limit: 1000)
    }
  }
}
