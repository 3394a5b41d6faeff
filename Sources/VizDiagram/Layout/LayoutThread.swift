import CGraphviz
import Dispatch
import Synchronization

/// A thread that runs one layout after another, or waits for one after another.
///
/// To start a thread takes as long as to lay out a few cards, so it waits a moment for the next layout
/// before it ends, and its stack with it.
final class LayoutThread: Sendable {
  private struct State {
    var waiting: [@Sendable () -> Void] = []
    var isRunning = false
  }

  /// Graphviz recurses once a rank.
  static let largeStack = 256 << 20

  private let stackSize: Int
  private let state = Mutex(State())
  /// Counts what is waiting.
  private let arrivals = DispatchSemaphore(value: 0)
  private let patience: DispatchTimeInterval

  /// - Parameters:
  ///   - stackSize: In bytes; a large one by default.
  ///   - patience: After so long without a layout the thread ends.
  init(stackSize: Int = largeStack, patience: DispatchTimeInterval = .seconds(1)) {
    self.stackSize = stackSize
    self.patience = patience
  }

  /// Has `body` run behind those before it.
  ///
  /// - Returns: Whether there is a thread to run it.
  func run(_ body: @escaping @Sendable () -> Void) -> Bool {
    let isRunning = state.withLock { state in
      // Others wait here until it is known whether the thread could be started.
      guard state.isRunning || start() else { return false }
      state.isRunning = true
      state.waiting.append(body)
      return true
    }
    if isRunning { arrivals.signal() }
    return isRunning
  }

  private func start() -> Bool {
    let box = Unmanaged.passRetained(self)
    let isStarted = vizbp_run_on_large_stack(
      stackSize,
      { box in
        if let box { Unmanaged<LayoutThread>.fromOpaque(box).takeRetainedValue().work() }
        return nil
      }, box.toOpaque())
    if !isStarted { box.release() }
    return isStarted
  }

  private func work() {
    while true {
      let isLate = arrivals.wait(timeout: .now() + patience) == .timedOut
      let next: (@Sendable () -> Void)?? = state.withLock { state in
        guard isLate else { return state.waiting.removeFirst() }
        // What came at the last moment is told of right after.
        state.isRunning = !state.waiting.isEmpty
        return state.isRunning ? .some(nil) : nil
      }
      guard let next else { return }
      next?()
    }
  }
}
