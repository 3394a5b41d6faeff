/// What a leaf is to the model.
public enum LeafKind: Sendable, Equatable {
  /// What goes in, what is learnt, and what stays as it is.
  case data, parameter, constant
}
