import VizTensor

/// A line of the table of primitives: an operation, with its attributes still to be read.
struct PrimitiveEntry<Scalar: TensorScalar> {
  let name: String
  let make: (inout AttributeReader) throws -> Primitive<Scalar>

  init(_ name: String, make: @escaping (inout AttributeReader) throws -> Primitive<Scalar>) {
    self.name = name
    self.make = make
  }

  /// An operation without attributes.
  init(_ primitive: Primitive<Scalar>) {
    self.init(primitive.name) { _ in primitive }
  }

  func primitive(_ attributes: [String: Attribute]) throws -> Primitive<Scalar> {
    var reader = AttributeReader(op: name, attributes)
    let primitive = try make(&reader)
    try reader.finish()
    return primitive
  }
}

extension Primitive {
  /// The table: every operation, each once.
  static var table: [PrimitiveEntry<Scalar>] {
    elementwise.map(PrimitiveEntry.init) + activations + reductions + softmaxes + linear
      + structural + selections + losses + convolutions + normalizations
  }

  /// The names of all operations, in the order of the table.
  public static var names: [String] { table.map(\.name) }

  /// Every primitive that needs no attributes, each once, with the defaults of those it has.
  public static var all: [Primitive] { table.compactMap { try? $0.primitive([:]) } }

  /// The primitive of a graph file's node: the operation `op` with the node's `attributes`, which
  /// may be left out where they have a default.
  ///
  ///     try Primitive<Double>.make(op: "sum", attributes: ["axes": .ints([-1])])
  ///
  /// Throws ``AutodiffError`` where there is no such operation, or an attribute is missing, of the
  /// wrong kind or unknown.
  public static func make(
    op: String, attributes: [String: Attribute] = [:]
  ) throws -> Primitive {
    guard let entry = table.first(where: { $0.name == op }) else {
      throw AutodiffError.missingRule(op: op, mode: nil)
    }
    return try entry.primitive(attributes)
  }

  /// The sum of the terms that are there; nil for none.
  static func sum(_ terms: [Tensor<Scalar>?]) throws -> Tensor<Scalar>? {
    try terms.compactMap { $0 }.reduce(nil) { sum, term in try sum.map { try $0 + term } ?? term }
  }
}
