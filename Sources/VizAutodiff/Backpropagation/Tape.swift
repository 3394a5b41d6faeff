public import VizTensor

/// The record of a computation: every value in the order in which it was computed.
///
/// Computing with ``Variable``s writes the tape (define by run);
/// ``gradient(of:seed:withRespectTo:)`` walks it backwards and ``tangents(of:seeds:)`` forwards. A
/// node's inputs always stand before it, so both walks are plain loops, and a chain of a million
/// nodes is no deeper than one of two.
///
///     let tape = Tape<Double>()
///     let x = tape.input(-2, named: "x"), y = tape.input(5, named: "y")
///     let z = tape.input(-4, named: "z")
///     let f = try (x + y) * z
///     try tape.gradient(of: f)[x]  // -4
public final class Tape<Scalar: TensorScalar> {
  /// What was recorded, in order of computation: every input stands before its consumers.
  public private(set) var nodes: [TapeNode<Scalar>] = []
  /// Whether every value is a single number; such graphs are long, and have walks of their own.
  private(set) var hasOnlyNumbers = true
  /// The rules that this tape knows, by operation.
  public let primitives: [String: Primitive<Scalar>]
  /// What the user calls the nodes that have a name.
  private var names: [Int: String] = [:]

  /// A tape that knows all primitives.
  public init() { primitives = PrimitiveTable.shared.standardByName }

  /// A tape that knows `primitives` alone; of several with one name, the last.
  public init(primitives: [Primitive<Scalar>]) {
    self.primitives = Dictionary(primitives.map { ($0.name, $0) }) { _, last in last }
  }

  /// A value that is given from outside.
  public func input(_ value: Tensor<Scalar>, named name: String? = nil) -> Variable<Scalar> {
    leaf(value, .data, name)
  }

  /// A value that training changes.
  public func parameter(_ value: Tensor<Scalar>, named name: String? = nil) -> Variable<Scalar> {
    leaf(value, .parameter, name)
  }

  /// A value that belongs to the expression itself.
  public func constant(_ value: Tensor<Scalar>, named name: String? = nil) -> Variable<Scalar> {
    leaf(value, .constant, name)
  }

  /// Computes `primitive` of `inputs` and writes it down.
  @inline(__always)
  func record(
    _ primitive: Primitive<Scalar>, _ inputs: [Variable<Scalar>]
  ) throws -> Variable<Scalar> {
    if let arity = primitive.arity, !arity.contains(inputs.count) {
      throw AutodiffError.arity(op: primitive.name, takes: arity, got: inputs.count)
    }
    guard inputs.allSatisfy({ $0.tape === self }) else {
      throw AutodiffError.otherTape(op: primitive.name)
    }
    // Closures, as key paths of generic types are built anew at every use.
    let value = try primitive.value(inputs.map { nodes[$0.index].value })
    return append(primitive, TapeInputs(inputs.map { $0.index }), value)
  }

  @inline(__always)
  func append(
    _ primitive: Primitive<Scalar>, _ inputs: TapeInputs, _ value: Tensor<Scalar>
  ) -> Variable<Scalar> {
    append(TapeNode(origin: .primitive(primitive), inputs: inputs, value: value, scope: scope))
  }

  @inline(__always)
  func append(_ node: TapeNode<Scalar>) -> Variable<Scalar> {
    nodes.append(node)
    if !node.value.shape.isScalar { hasOnlyNumbers = false }
    return Variable(tape: self, index: nodes.count - 1)
  }

  /// The path of the scopes that are open, outermost first; nil outside all.
  public private(set) var scope: String?

  /// Records everything that `body` computes under the scope `name`; scopes nest.
  public func scope<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    let outer = scope
    scope = outer.map { "\($0)/\(name)" } ?? name
    defer { scope = outer }
    return try body()
  }

  /// Records everything that `body` computes under the path `scope`, whatever scopes are open.
  public func scope<Result>(at scope: String?, _ body: () throws -> Result) rethrows -> Result {
    let outer = self.scope
    self.scope = scope
    defer { self.scope = outer }
    return try body()
  }

  /// What the user calls the node, if anything.
  public func name(of index: Int) -> String? { names[index] }

  func setName(_ name: String, of index: Int) { names[index] = name }
}
