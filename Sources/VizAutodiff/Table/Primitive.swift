public import VizBase
public import VizTensor

/// One differentiable operation: its value and its derivative rules, by the names of the field.
///
/// The table of all of them is in `Primitive+Elementwise.swift` and its neighbours: one entry says
/// all that the engine knows of an operation. What a reader is told of it, pictures and words, is
/// its entry in `VizTrace/Operations`; an operation of one's own brings that along as its ``look``.
public final class Primitive<Scalar: TensorScalar>: Sendable {
  /// Computes the output from the inputs; throws where shapes do not fit.
  public typealias Value = @Sendable (_ inputs: [Tensor<Scalar>]) throws -> Tensor<Scalar>
  /// The cotangent that goes to the input at `position`, for the output's cotangent `g`. It may
  /// keep axes that broadcasting added; the tape sums them.
  public typealias VJP =
    @Sendable (
      _ g: Tensor<Scalar>, _ call: Call<Scalar>, _ position: Int
    ) throws -> Tensor<Scalar>
  /// The output's tangent, for those of the inputs (nil for an input that stands still).
  public typealias JVP =
    @Sendable (
      _ tangents: [Tensor<Scalar>?], _ call: Call<Scalar>
    ) throws -> Tensor<Scalar>?

  /// The operations that define a gate, recorded in its place.
  public typealias Definition = @Sendable (_ x: [Variable<Scalar>]) throws -> Variable<Scalar>

  /// In lower snake case: `matmul`.
  public let name: String
  /// How many inputs it takes; nil for any number.
  public let arity: ClosedRange<Int>?
  /// What distinguishes this instance, such as the shape that it reshapes to; attributes that
  /// have their default are left out.
  public let attributes: [String: Attribute]
  /// The rule of the forward pass.
  public let value: Value
  /// The rule of reverse mode; nil where the operation has no derivative.
  public let vjp: VJP?
  /// The rule of forward mode; nil where the operation has no derivative.
  public let jvp: JVP?
  /// Of inputs of these shapes, the positions of those along which nothing moves: whole numbers to
  /// choose by, such as labels, which have no neighbours to move to, masks, and what is detached.
  /// Their derivative is zero in both modes.
  public let choices: @Sendable (_ inputs: [Shape]) -> Set<Int>
  /// Whether it has several outputs: its value is then the vector of their elements, one output
  /// after the other.
  public let isPacked: Bool
  /// Whether each element of the output depends on the one element of each input that broadcasting
  /// puts in its place, and on no other, as its formula says; false where no formula is known.
  public let isElementwise: Bool
  /// What it is to a reader: its sign in pictures and what is said of it; nil for an operation of the
  /// table, of which readers know.
  public let look: OperationLook?
  /// How a ``TapeProgram`` computes it; nil for by the rules above.
  let kernel: ProgramKernel?
  /// What the rules cost; nil where nothing is known of it.
  let cost: CostRule?
  /// How large its derivative is as a formula.
  let written: WrittenDerivative
  /// Further names under which expressions call it, for as many arguments as it takes: `max` of
  /// `maximum`. Its own name, and what `Synonyms` has for that, need not be said.
  let functions: [String]
  /// What defines it where it is made of smaller operations.
  let definition: Definition?
  /// What takes its place where its gradient is not the derivative of its value, as it takes some of an
  /// input for constant: the same with that held as these inputs have it.
  public let holding: (@Sendable (_ inputs: [Tensor<Scalar>]) throws -> Primitive)?
  /// What takes its place in a later run of a ``TapeProgram``, where that draws other numbers.
  let atStep: (@Sendable (_ step: Int) throws -> Primitive)?

  /// An operation of one's own, complete: by its rules, what they cost, and what a reader is told.
  ///
  /// - Parameters:
  ///   - name: In lower snake case, and no operation's of the table.
  ///   - arity: How many inputs it takes; nil for any number.
  ///   - attributes: What distinguishes this instance from others of the name.
  ///   - look: Its sign and what is said of it; nil for the plain card of its name.
  ///   - cost: What the rules cost; nil for a multiplication and an addition an element.
  ///   - choices: The positions of the inputs along which nothing moves.
  ///   - value: The rule of the forward pass.
  ///   - vjp: The rule of reverse mode; nil where the operation has no derivative.
  ///   - jvp: The rule of forward mode; nil where the operation has no derivative.
  public convenience init(
    _ name: String, arity: ClosedRange<Int>?, attributes: [String: Attribute?] = [:],
    look: OperationLook? = nil, cost: CostRule? = nil,
    choices: @escaping @Sendable (_ inputs: [Shape]) -> Set<Int> = { _ in [] },
    value: @escaping Value, vjp: VJP?, jvp: JVP?
  ) {
    self.init(
      name, arity: arity, attributes: attributes, choices: choices, kernel: nil, cost: cost,
      look: look, value: value, vjp: vjp, jvp: jvp)
  }

  init(
    _ name: String, arity: ClosedRange<Int>?, attributes: [String: Attribute?] = [:],
    choices: @escaping @Sendable (_ inputs: [Shape]) -> Set<Int> = { _ in [] },
    isPacked: Bool = false, kernel: ProgramKernel?, cost: CostRule? = nil,
    look: OperationLook? = nil, isElementwise: Bool? = nil, written: WrittenDerivative? = nil,
    functions: [String] = [], definition: Definition? = nil,
    holding: (@Sendable (_ inputs: [Tensor<Scalar>]) throws -> Primitive)? = nil,
    atStep: (@Sendable (_ step: Int) throws -> Primitive)? = nil,
    value: @escaping Value, vjp: VJP?, jvp: JVP?
  ) {
    self.name = name
    self.arity = arity
    self.attributes = attributes.compactMapValues { $0 }
    self.choices = choices
    self.isPacked = isPacked
    self.kernel = kernel
    self.cost = cost
    self.look = look
    let hasFormula = if case .elementwise? = kernel { true } else { false }
    self.isElementwise = isElementwise ?? hasFormula
    self.written = written ?? WrittenDerivative()
    self.functions = functions
    self.definition = definition
    self.holding = holding
    self.atStep = atStep
    self.value = value
    self.vjp = vjp
    self.jvp = jvp
  }

  /// As ``init(_:arity:attributes:look:cost:choices:value:vjp:jvp:)``, for a fixed number of inputs and
  /// with the look in words.
  ///
  /// - Parameters:
  ///   - name: In lower snake case, and no operation's of the table.
  ///   - arity: How many inputs it takes.
  ///   - attributes: What distinguishes this instance from others of the name.
  ///   - symbol: Its sign on a card; nil for its name.
  ///   - family: What kind of operation it is; operations of one kind look alike.
  ///   - gate: What it does with the gradient, in the lectures' word.
  ///   - rule: What it does with the gradient, in a sentence: `scales by …`.
  ///   - cost: What the rules cost; nil for a multiplication and an addition an element.
  ///   - value: The rule of the forward pass.
  ///   - vjp: The rule of reverse mode; nil where the operation has no derivative.
  ///   - jvp: The rule of forward mode; nil where the operation has no derivative.
  public convenience init(
    _ name: String, arity: Int, attributes: [String: Attribute?] = [:], symbol: String? = nil,
    family: OperationLook.Family = .function, gate: OperationLook.Gate? = nil, rule: String = "",
    cost: CostRule? = nil, value: @escaping Value, vjp: VJP?, jvp: JVP?
  ) {
    self.init(
      name, arity: arity...arity, attributes: attributes,
      look: OperationLook(symbol ?? name, family: family, gate: gate, rule: rule), cost: cost,
      value: value, vjp: vjp, jvp: jvp)
  }
}

/// One use of a primitive: what went in and what came out.
public struct Call<Scalar: TensorScalar>: Sendable {
  /// The primals of the inputs, in argument order.
  public let inputs: [Tensor<Scalar>]
  /// The primal of the output.
  public let output: Tensor<Scalar>

  /// A call of the primitive: its inputs and what came out.
  public init(inputs: [Tensor<Scalar>], output: Tensor<Scalar>) {
    self.inputs = inputs
    self.output = output
  }
}
