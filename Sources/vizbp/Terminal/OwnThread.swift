import Foundation

/// Work that takes a thread for as long as it takes, and must not take one of those that all tasks
/// share.
enum OwnThread {
  /// Does the work on a thread of its own.
  static func run<Result: Sendable>(_ work: @escaping () throws -> Result) async throws -> Result {
    let work = Handed(work)
    return try await withCheckedThrowingContinuation { continuation in
      let thread = Thread {
        do { continuation.resume(returning: try work.value()) } catch {
          continuation.resume(throwing: error)
        }
      }
      // As much as the first thread has.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  // What is handed over is used by the thread alone, until it has ended.
  private struct Handed<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
  }
}
