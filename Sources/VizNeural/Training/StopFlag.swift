import Synchronization

/// A request to end training after the current step, from any thread or a signal's handler.
public final class StopFlag: Sendable {
  private let flag = Atomic(false)

  public init() {}

  public var isRaised: Bool { flag.load(ordering: .relaxed) }

  public func raise() { flag.store(true, ordering: .relaxed) }
}
