import VizTrace

/// What names stand for in a graph of a model, and in the graphs around it.
final class ModelScope {
  /// What computes a name, and what it is where that is known.
  struct Entry {
    /// The id of the card, with the output's number where it has several.
    var source: Node.ID
    var value: ModelValue?
  }

  private let parent: ModelScope?
  private var entries: [String: Entry] = [:]
  private var initializers: [String: ONNXTensorProto] = [:]
  /// The path of scopes that pictures show; empty for the model's own graph.
  let path: String
  /// The versions of the operator sets that hold here.
  let opsets: [String: Int]

  init(path: String, opsets: [String: Int], initializers: [ONNXTensorProto], parent: ModelScope?) {
    self.path = path
    self.opsets = opsets
    self.parent = parent
    for initializer in initializers { self.initializers[initializer.name] = initializer }
  }

  subscript(name: String) -> Entry? {
    get { entries[name] ?? (initializers[name] == nil ? parent?[name] : nil) }
    set { entries[name] = newValue }
  }

  /// The initializer of a name that nothing has asked for yet, and where it belongs.
  func initializer(_ name: String) -> (scope: ModelScope, tensor: ONNXTensorProto)? {
    if entries[name] != nil { return nil }
    if let tensor = initializers[name] { return (self, tensor) }
    return parent?.initializer(name)
  }
}
