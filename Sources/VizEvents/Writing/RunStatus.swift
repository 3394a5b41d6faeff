/// How far a run has come.
public enum RunStatus: String, Sendable, Hashable, Codable, CaseIterable {
  /// It goes on, or was killed.
  case running
  /// It came to its end.
  case finished
  /// Someone ended it early.
  case stopped
  /// It ended with an error.
  case failed
}
