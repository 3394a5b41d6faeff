import Synchronization
import VizTensor

/// A line of the table of primitives: an operation, with its attributes still to be read.
struct PrimitiveEntry<Scalar: TensorScalar>: Sendable {
  typealias Make = @Sendable (inout AttributeReader) throws -> Primitive<Scalar>

  let name: String
  private let make: Make

  init(_ name: String, make: @escaping Make) {
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

  /// The names of the attributes that it has, in the order in which it asks for them.
  var attributes: [String] {
    var reader = AttributeReader(listeningTo: name)
    // What is made does not matter, nor whether it is.
    _ = try? make(&reader)
    return reader.known
  }
}

/// The table of primitives for one type of number. It is made once, since every training step may
/// begin a tape and every node of a graph file looks its operation up.
final class PrimitiveTable<Scalar: TensorScalar>: Sendable {
  let names: [String]
  let entries: [String: PrimitiveEntry<Scalar>]
  /// The primitives that need no attributes, with the defaults of those they have.
  let standard: [Primitive<Scalar>]
  let standardByName: [String: Primitive<Scalar>]

  private init(_ table: [PrimitiveEntry<Scalar>]) {
    names = table.map(\.name)
    entries = Dictionary(table.map { ($0.name, $0) }) { _, last in last }
    standard = table.compactMap { try? $0.primitive([:]) }
    standardByName = Dictionary(standard.map { ($0.name, $0) }) { _, last in last }
  }

  /// The names of the attributes of an operation, in the order in which it asks for them.
  func attributes(of op: String) -> [String] { entries[op]?.attributes ?? [] }

  static var shared: PrimitiveTable {
    tables.withLock { tables in
      let key = ObjectIdentifier(Scalar.self)
      if let table = tables[key] as? PrimitiveTable { return table }
      let table = PrimitiveTable(Primitive.table)
      tables[key] = table
      return table
    }
  }
}

/// A generic type cannot have a stored static property; this holds them for all.
private let tables = Mutex<[ObjectIdentifier: any AnyObject & Sendable]>([:])
