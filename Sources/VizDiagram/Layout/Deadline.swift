import Dispatch
import Synchronization

/// Says when a child's time is over.
///
/// On a queue of its own, which always finds a thread: where other work fills the threads that tasks
/// and global queues share, a sleeping task wakes too late, and beside one that has been ready for long.
final class Deadline: Sendable {
  private static let queue = DispatchQueue(label: "vizbp.deadlines")

  private enum State {
    case running(timer: (any DispatchSourceTimer)?, onPassing: (@Sendable () -> Void)?)
    case passed
    case cancelled
  }

  private let state = Mutex(State.running(timer: nil, onPassing: nil))

  deinit { cancel() }

  /// Whether the time was over before it was cancelled.
  var hasPassed: Bool {
    state.withLock { if case .passed = $0 { true } else { false } }
  }

  /// Says what happens when the time is over; at once, where it is already.
  func onPassing(_ body: @escaping @Sendable () -> Void) {
    let isLate = state.withLock { state in
      switch state {
      case .running(let timer, _):
        state = .running(timer: timer, onPassing: body)
        return false
      case .passed: return true
      case .cancelled: return false
      }
    }
    if isLate { body() }
  }

  /// Lets the time begin.
  func start(after limit: Duration) {
    // A year is as good as no limit.
    let seconds = min(max(limit / .seconds(1), 0), 3e7)
    state.withLock { state in
      guard case .running(nil, let body) = state else { return }
      // Not a block that is to run later, which would stay in the queue until then, though all is over.
      let timer = DispatchSource.makeTimerSource(queue: Self.queue)
      timer.schedule(deadline: .now() + seconds)
      timer.setEventHandler { [weak self] in self?.pass() }
      timer.resume()
      state = .running(timer: timer, onPassing: body)
    }
  }

  /// Ends it: nothing happens any more.
  func cancel() {
    state.withLock { state in
      guard case .running(let timer, _) = state else { return }
      timer?.cancel()
      state = .cancelled
    }
  }

  private func pass() {
    let body: (@Sendable () -> Void)? = state.withLock { state in
      guard case .running(let timer, let body) = state else { return nil }
      timer?.cancel()
      state = .passed
      return body
    }
    body?()
  }
}
