#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What the figures were measured on.
enum Machine {
  static var description: String {
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    return "\(cores) cores\(processor.map { " (\($0))" } ?? ""), \(system)\(load)"
  }

  /// How many others want to compute; on a busy machine, threads that wait for each other wait long.
  private static var load: String {
    var load = 0.0
    return getloadavg(&load, 1) == 1 ? ", load \(Table.digits(load))" : ""
  }

  private static var processor: String? { field("model name", in: "/proc/cpuinfo", after: ":") }

  private static var system: String {
    if let name = field("PRETTY_NAME", in: "/etc/os-release", after: "=") { return name }
    #if os(macOS)
      return "macOS"
    #else
      return "unknown system"
    #endif
  }

  /// The most memory that this process has had, in bytes; nil where the system does not say.
  static var peakMemory: Int? {
    #if canImport(Darwin)
      var usage = rusage()
      return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : nil
    #else
      // getrusage would count what the process was before exec, too; this line does not.
      return field("VmHWM", in: "/proc/self/status", after: ":")
        .flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 }
    #endif
  }

  /// The memory that this process has now, in bytes; nil where the system does not say.
  static var memory: Int? {
    field("VmRSS", in: "/proc/self/status", after: ":")
      .flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 }
  }

  /// What stands after a name in a file of lines such as `name: text`.
  private static func field(_ name: String, in path: String, after mark: Character) -> String? {
    guard let bytes = try? File.read(path) else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard line.hasPrefix(name), let index = line.firstIndex(of: mark) else { continue }
      let words = line[line.index(after: index)...].split { $0 == " " || $0 == "\t" || $0 == "\"" }
      return words.joined(separator: " ")
    }
    return nil
  }
}
