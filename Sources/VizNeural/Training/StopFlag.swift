import Synchronization

/// A request to end training after the current step, from any thread or a signal's handler.
public final class StopFlag: Sendable {
  private let flag = Atomic(false)

  /// A flag that nobody has raised.
  public init() {}

  /// Whether the training is asked to end.
  public var isRaised: Bool { flag.load(ordering: .relaxed) }

  /// Asks the training to end; once raised, the flag stays so.
  public func raise() { flag.store(true, ordering: .relaxed) }
}
