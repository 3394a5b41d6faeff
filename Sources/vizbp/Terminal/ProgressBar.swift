import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A line on standard error that says how far long work has come; silent where that is no terminal.
struct ProgressBar {
  private static let width = 24
  let total: Int
  let isShown: Bool

  init(total: Int, isQuiet: Bool) {
    self.total = total
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
  }

  func show(_ done: Int, _ what: String) {
    guard isShown, total > 0 else { return }
    let filled = Self.width * done / total
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
    write("\r\u{1B}[K\(bar) \(done)/\(total) \(what)")
  }

  /// Clears the line.
  func finish() {
    if isShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    // A progress bar that cannot be shown is no reason to stop.
    _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
  }
}
