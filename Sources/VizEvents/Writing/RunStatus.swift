/// How far a run has come.
public enum RunStatus: String, Sendable, Hashable, Codable, CaseIterable {
  case running
  /// It came to its end.
  case finished
  /// Someone ended it early.
  case stopped
  case failed
}
