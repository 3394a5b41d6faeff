/// What a leaf is to the model.
public enum LeafKind: Sendable, Equatable {
  case data, parameter, constant
}
