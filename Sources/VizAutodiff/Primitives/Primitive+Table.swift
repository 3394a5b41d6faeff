import VizBase
import VizTensor

extension Primitive {
  /// The table: every operation, each once.
  static var table: [PrimitiveEntry<Scalar>] {
    elementwise.map(PrimitiveEntry.init) + activations + gates + reductions + spreads + softmaxes
      + linear + affine + structural + splittings + paddings + selections + orderings + losses
      + convolutions + normalizations + composed
  }

  /// Those that are made of others.
  private static var composed: [PrimitiveEntry<Scalar>] {
    composedNormalizations + attentions + einsums + resamplings + cells
  }

  /// The names of all operations, in the order of the table.
  public static var names: [String] { PrimitiveTable<Scalar>.shared.names }

  /// Every primitive that needs no attributes, each once, with the defaults of those it has.
  public static var all: [Primitive] { PrimitiveTable<Scalar>.shared.standard }

  /// The primitive of a graph file's node: the operation `op`, also by a synonym, with the node's
  /// `attributes`, which may be left out where they have a default.
  ///
  ///     try Primitive<Double>.make(op: "sum", attributes: ["axes": [-1]])
  ///
  /// Throws ``AutodiffError`` where there is no such operation, or an attribute is missing, of the
  /// wrong kind or unknown, and `ShapeError` where a shape is none.
  public static func make(
    op: String, attributes: [String: Attribute] = [:]
  ) throws -> Primitive {
    guard let entry = PrimitiveTable<Scalar>.shared.entries[Synonyms.operation(op)] else {
      throw AutodiffError.missingRule(op: op, mode: nil)
    }
    return try entry.primitive(attributes)
  }

  /// The sum of the terms that are there; nil for none.
  static func sum(_ terms: [Tensor<Scalar>?]) throws -> Tensor<Scalar>? {
    try terms.compactMap { $0 }.reduce(nil) { sum, term in try sum.map { try $0 + term } ?? term }
  }
}
