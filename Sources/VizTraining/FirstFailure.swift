import Synchronization
import VizEvents

/// Passes on the first of several failures, on whatever thread it comes: who hears that a disk is
/// full need not hear it from every file.
final class FirstFailure: Sendable {
  private let known = Mutex<EventError?>(nil)
  private let body: (@Sendable (EventError) -> Void)?

  init(_ body: (@Sendable (EventError) -> Void)?) { self.body = body }

  func callAsFunction(_ error: EventError) {
    let isFirst = known.withLock { known in
      defer { known = known ?? error }
      return known == nil
    }
    if isFirst { body?(error) }
  }

  /// The first failure so far.
  var error: EventError? { known.withLock { $0 } }

  /// Does what the training can go on without.
  func passing(_ body: () throws -> Void) rethrows {
    do { try body() } catch let error as EventError { self(error) }
  }
}
