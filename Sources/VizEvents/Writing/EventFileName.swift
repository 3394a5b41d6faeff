import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The name of an event file: `events.out.tfevents.SECONDS.HOST.PID.NUMBER`.
struct EventFileName: Sendable, Hashable {
  var seconds: Int
  var host: String
  var process: Int
  /// Tells apart what one process writes in one second.
  var number: Int

  /// A name for this process.
  init(wallTime: Double, number: Int) {
    seconds = Int(exactly: Swift.max(wallTime, 0).rounded(.down)) ?? 0
    host = Self.thisHost
    process = Int(getpid())
    self.number = number
  }

  var text: String {
    let digits = String(seconds)
    let padding = String(repeating: "0", count: Swift.max(0, 10 - digits.count))
    return "events.out.tfevents.\(padding)\(digits).\(host).\(process).\(number)"
  }

  /// Whether TensorBoard takes a file of this name for an event file.
  static func isEventFile(_ name: String) -> Bool { name.contains("tfevents") }

  /// The second in which a file was begun, by its name.
  static func seconds(in name: String) -> Int? {
    let parts = name.split(separator: ".")
    guard let index = parts.firstIndex(of: "tfevents"), index + 1 < parts.count else { return nil }
    return Int(parts[index + 1])
  }

  /// The machine on which a file was begun, by its path; empty where that does not say it.
  static func machine(in path: String) -> Substring {
    let name = path.split(separator: "/").last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard let index = parts.firstIndex(of: "tfevents"), index + 2 < parts.count else { return "" }
    return parts[index + 2]
  }

  private static let thisHost: String = {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    let name = String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // Any sign beyond these might not be one of a file's name everywhere.
    let safe = name.prefix(100).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return safe.isEmpty ? "localhost" : String(safe)
  }()
}

/// The seconds since 1970.
func wallTimeNow() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
