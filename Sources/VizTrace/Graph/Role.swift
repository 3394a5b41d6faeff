/// What a node is to the model.
public enum Role: String, Sendable, CaseIterable {
  case parameter, data, constant, output
}
