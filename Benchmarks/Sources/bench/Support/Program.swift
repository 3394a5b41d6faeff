#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct BenchmarkError: Error, CustomStringConvertible {
  var what: String
  var description: String { what }
}

/// Child processes, started with as little around them as there can be.
enum Program {
  /// The time from the start of a command to its end; its output is thrown away.
  static func time(_ command: [String]) throws -> Duration {
    let clock = ContinuousClock()
    let start = clock.now
    try run(command, output: "/dev/null")
    return clock.now - start
  }

  /// Runs a command that has to succeed.
  static func check(_ command: [String]) throws { _ = try time(command) }

  /// What a command prints.
  static func output(_ command: [String]) throws -> String {
    let folder = try TemporaryFolder()
    try run(command, output: folder / "output")
    return String(decoding: try File.read(folder / "output"), as: UTF8.self)
  }

  /// The full path of a program on the path, if it is there; a name with a slash is a path itself.
  static func find(_ name: String) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    guard let path = getenv("PATH") else { return nil }
    return String(cString: path).split(separator: ":").map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }

  private static func run(_ command: [String], output: String) throws {
    let file = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw BenchmarkError(what: "\(output): \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    let child = try start(command, redirecting: [STDOUT_FILENO: file])
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else {
      throw BenchmarkError(what: "\(command.joined(separator: " ")): wait status \(status)")
    }
  }

  /// Starts a command that finds `descriptors` under the numbers that are their keys.
  static func start(
    _ command: [String], redirecting descriptors: [Int32: Int32]
  ) throws -> pid_t {
    #if canImport(Darwin)
      var (actions, attributes): (posix_spawn_file_actions_t?, posix_spawnattr_t?)
    #else
      var (actions, attributes) = (posix_spawn_file_actions_t(), posix_spawnattr_t())
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // The threads of a pool hold all signals back, and a child inherits that: `timeout` could not end one.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    for (number, descriptor) in descriptors {
      posix_spawn_file_actions_adddup2(&actions, descriptor, number)
    }

    var arguments = command.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    arguments.append(nil)
    var child = pid_t()
    let failure = posix_spawn(&child, command[0], &actions, &attributes, arguments, environ)
    guard failure == 0 else {
      throw BenchmarkError(what: "\(command[0]): \(String(cString: strerror(failure)))")
    }
    return child
  }
}
