public import VizTensor

/// One differentiable operation: its value and its derivative rules, by the names of the field.
///
/// The table of all of them is in `Primitive+Elementwise.swift` and its neighbours.
public final class Primitive<Scalar: TensorScalar>: Sendable {
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

  /// In lower snake case: `matmul`.
  public let name: String
  /// How many inputs it takes; nil for any number.
  public let arity: Int?
  /// What distinguishes this instance, such as the shape that it reshapes to.
  public let attributes: [String: [Int]]
  public let value: Value
  public let vjp: VJP?
  public let jvp: JVP?

  public init(
    _ name: String, arity: Int?, attributes: [String: [Int]] = [:], value: @escaping Value,
    vjp: VJP?, jvp: JVP?
  ) {
    self.name = name
    self.arity = arity
    self.attributes = attributes
    self.value = value
    self.vjp = vjp
    self.jvp = jvp
  }
}

/// One use of a primitive: what went in and what came out.
public struct Call<Scalar: TensorScalar>: Sendable {
  public let inputs: [Tensor<Scalar>]
  public let output: Tensor<Scalar>

  public init(inputs: [Tensor<Scalar>], output: Tensor<Scalar>) {
    self.inputs = inputs
    self.output = output
  }
}

extension Primitive {
  /// Every primitive, each once; ``reshape(to:)`` is made to measure and is not among them.
  public static var all: [Primitive] { elementwise + reductions + linear + structural }
}
