import Synchronization
import Testing

@testable import VizDiagram

@Suite struct DeadlineTests {
  @Test func whatIsToHappenHappensOnce() async throws {
    let deadline = Deadline()
    let count = Mutex(0)
    await withCheckedContinuation { continuation in
      deadline.onPassing {
        count.withLock { $0 += 1 }
        continuation.resume()
      }
      deadline.start(after: .milliseconds(1))
    }
    #expect(deadline.hasPassed)
    deadline.cancel()
    #expect(deadline.hasPassed)
    #expect(count.withLock { $0 } == 1)
  }

  @Test func whatIsSaidTooLateHappensAtOnce() async throws {
    let deadline = Deadline()
    deadline.start(after: .zero)
    while !deadline.hasPassed { await Task.yield() }
    let count = Mutex(0)
    deadline.onPassing { count.withLock { $0 += 1 } }
    #expect(count.withLock { $0 } == 1)
  }

  @Test func nothingHappensAfterItWasCancelled() async throws {
    let deadline = Deadline()
    deadline.onPassing { Issue.record("it passed") }
    deadline.cancel()
    deadline.start(after: .zero)
    // One that begins later, on the same queue, passes later.
    let later = Deadline()
    later.start(after: .zero)
    while !later.hasPassed { await Task.yield() }
    #expect(!deadline.hasPassed)
  }
}
