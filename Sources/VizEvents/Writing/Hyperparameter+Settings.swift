package import VizBase

extension Hyperparameter {
  /// A setting of a training as TensorBoard's table of hyperparameters takes it: lists as in
  /// `16,16`; nil for what is no setting.
  package init?(_ value: JSONValue) {
    switch value {
    case .bool(let flag): self = .flag(flag)
    case .string(let text): self = .text(text)
    case .number:
      guard let number = value.double else { return nil }
      self = .number(number)
    case .array(let values): self = .text(values.map(Self.word).joined(separator: ","))
    case .null, .object: return nil
    }
  }

  private static func word(_ value: JSONValue) -> String {
    switch value {
    case .number(let text), .string(let text): text
    default: value.jsonText()
    }
  }
}
