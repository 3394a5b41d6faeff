public import VizTensor

/// The parameters of a model as a struct: each leaf a tensor with a name, and the gradients another
/// value of the same type.
///
/// ```swift
/// struct Line: ParameterStruct {
///   var slope: Tensor<Double> = 0
///   var bias: Tensor<Double> = 0
///
///   static var leaves: Leaves { ["slope": \.slope, "bias": \.bias] }
/// }
///
/// var line = Line()
/// let w = tape.parameters(line)              // w.slope and w.bias are variables
/// let loss = try mse(x * w.slope + w.bias, y)
/// let gradients = try tape.gradient(of: loss)
/// gradients[w].slope                         // a Line, too
/// try adam.step(&line, gradients)            // with `import VizNeural`
/// ```
public protocol ParameterStruct {
  /// The type of the numbers; a struct of another one than `Double` says `typealias Scalar = Float`.
  associatedtype Scalar: TensorScalar = Double

  /// Names and places of the leaves, in their order.
  typealias Leaves = KeyValuePairs<String, WritableKeyPath<Self, Tensor<Scalar>>>

  /// What training moves, by the names that graphs, logs and errors have; no name comes twice.
  static var leaves: Leaves { get }
}

/// The leaves of a ``ParameterStruct`` on a tape: each is a variable under the name of its property.
@dynamicMemberLookup
public struct ParameterLeaves<Parameters: ParameterStruct> {
  /// The tensors that the leaves were recorded with.
  public let values: Parameters
  /// The variables, in the order of the leaves.
  public let variables: [Variable<Parameters.Scalar>]
  private let tape: Tape<Parameters.Scalar>

  init(_ values: Parameters, on tape: Tape<Parameters.Scalar>) {
    self.values = values
    self.tape = tape
    variables = Parameters.leaves.map { name, path in
      tape.parameter(values[keyPath: path], named: name)
    }
  }

  /// The variable of a property; of one that is no leaf, a constant.
  public subscript(
    dynamicMember path: WritableKeyPath<Parameters, Tensor<Parameters.Scalar>>
  ) -> Variable<Parameters.Scalar> {
    for ((_, leaf), variable) in zip(Parameters.leaves, variables) where leaf == path {
      return variable
    }
    return tape.constant(values[keyPath: path])
  }
}

extension Tape {
  /// Puts the leaves of a struct on the tape, as parameters of their names.
  public func parameters<Parameters: ParameterStruct>(
    _ parameters: Parameters
  ) -> ParameterLeaves<Parameters> where Parameters.Scalar == Scalar {
    ParameterLeaves(parameters, on: self)
  }
}

extension Derivatives {
  /// The derivatives at the leaves of a struct, as such a struct; zero where nothing reached one.
  public subscript<Parameters: ParameterStruct>(
    leaves: ParameterLeaves<Parameters>
  ) -> Parameters where Parameters.Scalar == Scalar {
    var gradients = leaves.values
    for ((_, path), variable) in zip(Parameters.leaves, leaves.variables) {
      gradients[keyPath: path] = self[variable]
    }
    return gradients
  }

  /// The derivatives at the parameters of a tape that have the names of the leaves.
  ///
  /// - Throws: ``AutodiffError`` where the tape has no parameter of such a name.
  public func like<Parameters: ParameterStruct>(
    _ parameters: Parameters
  ) throws -> Parameters where Parameters.Scalar == Scalar {
    var gradients = parameters
    let indices = parameterIndices
    for (name, path) in Parameters.leaves {
      guard let index = indices[name] else {
        throw AutodiffError.noParameter(name: name, known: indices.keys.sorted())
      }
      gradients[keyPath: path] =
        at(index) ?? .zeros(parameters[keyPath: path].shape)
    }
    return gradients
  }
}
