/// What a node is to the model.
public enum Role: String, Sendable, CaseIterable {
  /// What is learnt, what goes in, what stays as it is, and what is asked for.
  case parameter, data, constant, output
}
