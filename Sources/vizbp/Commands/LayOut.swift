import ArgumentParser
import Dispatch
import VizBP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What vizbp runs in a child process, so that nothing dies or hangs with Graphviz.
struct LayOut: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layout-worker", abstract: "Lay out graphs for another process.",
    shouldDisplay: false)

  func run() async throws {
    // An interrupt from the keyboard reaches the parent alone, since the child has a process group
    // of its own; without this it would compute on for nobody.
    let parent = getppid()
    let watch = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "vizbp.parent"))
    watch.schedule(deadline: .now() + .milliseconds(200), repeating: .milliseconds(200))
    watch.setEventHandler {
      if getppid() != parent { _exit(EXIT_FAILURE) }
    }
    watch.resume()
    defer { watch.cancel() }
    Self.boundMemory()
    try await LayoutWorker.answer(
      reading: { try Files.arrived() }, writing: { try Files.write($0, to: "-") })
  }

  /// A layout that has lost its way ends, and does not take the machine's memory with it: what may be
  /// asked for needs less than a tenth of this.
  private static let mostMemory = 4 << 30

  /// Bounds what this process may map, unless more is mapped before it has begun, as by a sanitizer for
  /// memory of its own: then every allocation would fail.
  private static func boundMemory() {
    guard mappedMemory() < mostMemory else { return }
    var limit = rlimit()
    #if canImport(Glibc)
      let kind = __rlimit_resource_t(RLIMIT_AS.rawValue)
    #else
      let kind = RLIMIT_AS
    #endif
    guard getrlimit(kind, &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, rlim_t(mostMemory))
    _ = setrlimit(kind, &limit)
  }

  /// The bytes of addresses that this process has mapped, in use or not; 0 where the system does not say.
  private static func mappedMemory() -> Int {
    guard let sizes = try? Files.read("/proc/self/statm") else { return 0 }
    let pages = Int(String(decoding: sizes.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)) ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
