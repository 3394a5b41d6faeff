import VizBase

extension Operation {
  /// Every operation that is known, each once; what else they are called is in `Synonyms`.
  public static let all: [Operation] = Array(families.joined())

  private static let families: [[Operation]] = [
    elementwise, functions, activations, gates, reductions, spreads, softmaxes, linear, affine,
    structural, splittings, paddings, selections, orderings, losses, convolutions, normalizations,
    attentions, resamplings, cells,
  ]

  private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

  /// The operation of a node's `op`; a plain one with this name where it is not known.
  public static subscript(name: String) -> Operation {
    byName[name] ?? byName[Synonyms.operation(name)] ?? Operation(name, .other, name, rule: "")
  }
}

extension Node {
  /// What its `op` is, with the look that the node has of its own.
  public var operation: Operation { Operation[op].looking(look) }
}
