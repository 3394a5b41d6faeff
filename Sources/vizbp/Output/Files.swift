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
  /// Larger inputs are refused before they fill the memory.
  private static let largestInput = 1 << 30

  static func read(_ path: String) throws -> [UInt8] {
    let name = inputName(path)
    do {
      let file =
        path == "-" ? .standardInput : try FileDescriptor.open(FilePath(path), .readOnly)
      defer { if path != "-" { try? file.close() } }
      var bytes: [UInt8] = []
      let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
      defer { chunk.deallocate() }
      while true {
        let count = try file.read(into: chunk)
        if count == 0 { return bytes }
        bytes.append(contentsOf: chunk[..<count])
        if bytes.count > largestInput {
          throw Failure(.badData, name, "the input is larger than 1 GiB")
        }
      }
    } catch let error as Errno {
      throw Failure(.noInput, name, reason(error))
    }
  }

  /// Writes a file whole or not at all: beside the target, then renamed onto it, so that a
  /// failure leaves the previous file as it was.
  static func write(_ bytes: [UInt8], to path: String) throws {
    // Where standard output is a file, its name would be replaced and not written to.
    if path == "-" || path == "/dev/stdout" { return try print(bytes) }
    let name = outputName(path)
    var info = stat()
    let exists = stat(path, &info) == 0
    guard exists || errno == ENOENT else {
      throw Failure(.cannotCreate, name, reason(Errno(rawValue: errno)))
    }
    let kind = mode_t(info.st_mode) & mode_t(S_IFMT)
    if exists, kind == mode_t(S_IFDIR) {
      throw Failure(.cannotCreate, name, "it is a directory")
    }
    if exists, kind != mode_t(S_IFREG) {
      // A device or a pipe cannot be replaced, only written to.
      try write(bytes, opening: path, name: name, options: [])
      return
    }
    if exists, access(path, W_OK) != 0 {
      throw Failure(.cannotCreate, name, reason(Errno(rawValue: errno)))
    }
    let target = followingLinks(path)
    let number = UInt32.random(in: 0 ... .max)
    let temporary = target.removingLastComponent().appending(".vizbp-\(getpid())-\(number)").string
    do {
      try write(bytes, opening: temporary, name: name, options: [.create, .exclusiveCreate])
      if exists { chmod(temporary, info.st_mode & 0o7777) }
      guard rename(temporary, target.string) == 0 else {
        throw Failure(.cannotCreate, name, reason(Errno(rawValue: errno)))
      }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  /// Writes a remark on standard error.
  static func say(_ text: String) {
    // A remark that cannot be made is no reason to fail.
    _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
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
        return String(cString: path)
      }
    #endif
    return CommandLine.arguments.first ?? "vizbp"
  }

  static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && mode_t(info.st_mode) & mode_t(S_IFMT) == mode_t(S_IFDIR)
  }

  /// Makes a folder, and those above it.
  static func makeFolder(_ path: String) throws {
    var made = FilePath(path).root.map { FilePath(root: $0) } ?? FilePath("")
    for component in FilePath(path).components {
      made.append(component)
      if mkdir(made.string, 0o777) != 0, errno != EEXIST {
        throw Failure(.cannotCreate, outputName(path), reason(Errno(rawValue: errno)))
      }
    }
    var info = stat()
    guard stat(path, &info) == 0 else {
      throw Failure(.cannotCreate, outputName(path), reason(Errno(rawValue: errno)))
    }
    guard mode_t(info.st_mode) & mode_t(S_IFMT) == mode_t(S_IFDIR) else {
      throw Failure(.cannotCreate, outputName(path), "it is not a directory")
    }
  }

  private static func write(
    _ bytes: [UInt8], opening path: String, name: String, options: FileDescriptor.OpenOptions
  ) throws {
    let file: FileDescriptor
    do {
      file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: options,
        permissions: [.ownerReadWrite, .groupReadWrite, .otherReadWrite])
    } catch let error as Errno {
      throw Failure(.cannotCreate, name, reason(error))
    }
    do {
      try file.closeAfter { _ = try file.writeAll(bytes) }
    } catch let error as Errno {
      throw Failure(.ioError, name, reason(error))
    }
  }

  private static func print(_ bytes: [UInt8]) throws {
    do { try FileDescriptor.standardOutput.writeAll(bytes) } catch let error as Errno {
      var failure = Failure(.ioError, "standard output", reason(error))
      // Who closes the pipe, as head does, has read enough.
      failure.isSilent = error == .brokenPipe
      throw failure
    }
  }

  /// Where the symbolic links at `path` end, so that they still are links after a rename.
  private static func followingLinks(_ path: String) -> FilePath {
    var path = FilePath(path)
    // As many as Linux follows.
    for _ in 0..<40 {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path.string, &buffer, buffer.count)
      guard count > 0 else { break }
      let link = FilePath(
        String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self))
      path = path.removingLastComponent().pushing(link)
    }
    return path
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

  private static func reason(_ error: Errno) -> String {
    switch error {
    case .noSuchFileOrDirectory: "there is no such file or folder"
    case .isDirectory: "it is a directory"
    case .notDirectory: "a part of the path is not a directory"
    case .permissionDenied, .notPermitted: "permission denied"
    case .noSpace: "no space left on the device"
    case .fileExists: "it exists already"
    case .readOnlyFileSystem: "the file system is read-only"
    case .fileNameTooLong: "the name is too long"
    default: error.description.lowercased()
    }
  }
}
