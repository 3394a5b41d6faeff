import VizAutodiff
import VizBase
import VizTensor

/// One node of a model about to run: what it is told, and what it is given.
struct OperatorCall {
  let node: ONNXNodeProto
  /// Nil for those that are left out.
  let inputs: [ModelValue?]
  /// The version of the operators of the node's domain.
  let opset: Int
  let tape: Tape<Double>
  let folder: String?

  private func attribute(_ name: String) -> ONNXAttributeProto? {
    node.attribute.first { $0.name == name }
  }

  func has(_ name: String) -> Bool { attribute(name) != nil }
  func int(_ name: String, _ standard: Int) -> Int {
    attribute(name).map { Int(clamping: $0.i).roomy } ?? standard
  }
  func bool(_ name: String, _ standard: Bool = false) -> Bool { int(name, standard ? 1 : 0) != 0 }
  func double(_ name: String, _ standard: Double) -> Double {
    attribute(name).map { Double($0.f) } ?? standard
  }
  func doubles(_ name: String) -> [Double]? { attribute(name)?.floats.map { Double($0) } }
  func ints(_ name: String) -> [Int]? { attribute(name)?.ints.map { Int(clamping: $0).roomy } }
  /// The numbers of an attribute that are a tensor's elements, and steer nothing.
  func elements(_ name: String) -> [Double]? {
    attribute(name).map { $0.ints.isEmpty ? [Double($0.i)] : $0.ints.map { Double($0) } }
  }
  func word(_ name: String, _ standard: String) -> String {
    attribute(name).map { String(decoding: $0.s, as: UTF8.self) } ?? standard
  }
  func words(_ name: String) -> [String]? {
    attribute(name)?.strings.map { String(decoding: $0, as: UTF8.self) }
  }
  func tensor(_ name: String) throws -> ModelTensor? {
    try attribute(name).map { try ModelTensor($0.t, in: folder) }
  }

  /// The input at an index, which must be there.
  func value(_ index: Int) throws -> ModelValue {
    guard let value = optional(index) else { throw misfit("its input \(index + 1) is missing") }
    return value
  }

  func optional(_ index: Int) -> ModelValue? {
    inputs.indices.contains(index) ? inputs[index] : nil
  }

  /// The elements of the sequence at an index, which must be one.
  func sequence(_ index: Int) throws -> [ModelValue] {
    guard let elements = try value(index).elements else {
      throw misfit("its input \(index + 1) is no sequence")
    }
    return elements
  }

  /// The tensor at an index, where sequences may be inputs as well.
  func tensor(at index: Int) throws -> ModelValue {
    let value = try value(index)
    guard value.isTensor else { throw misfit("its input \(index + 1) is no tensor") }
    return value
  }

  func x(_ index: Int = 0) throws -> Variable<Double> { try value(index).variable }

  /// The whole numbers of an input; nil where it is left out.
  func integers(_ index: Int) -> [Int]? { optional(index)?.integers }

  /// What older operators say by an attribute, and newer ones by an input.
  func list(_ name: String, orInput index: Int) -> [Int]? { ints(name) ?? integers(index) }

  func axis(_ name: String = "axis", _ standard: Int, rank: Int? = nil) throws -> Int {
    try axis(int(name, standard), rank: rank ?? value(0).shape.rank)
  }

  func axis(_ axis: Int, rank: Int) throws -> Int {
    guard axis >= -rank, axis < rank else { throw misfit("there is no axis \(axis) of \(rank)") }
    return axis < 0 ? axis + rank : axis
  }

  // MARK: - What it gives

  /// A result of the first input's type.
  func like(_ variable: Variable<Double>, _ index: Int = 0) throws -> [ModelValue] {
    [ModelValue(variable: variable, type: try value(index).type)]
  }

  /// Numbers that have no derivative.
  func constant(_ tensor: Tensor<Double>, _ type: ElementType) -> ModelValue {
    ModelValue(variable: tape.constant(tensor), type: type)
  }

  func constant(sequence elements: [ModelValue]) -> [ModelValue] {
    [ModelValue(sequence: elements, on: tape)]
  }

  func constant(_ numbers: [Double], _ extents: [Int], _ type: ElementType) throws -> [ModelValue] {
    [constant(try Tensor(numbers, shape: Shape(extents)), type)]
  }

  func apply(
    _ op: String, _ inputs: [Variable<Double>], _ attributes: [String: Attribute] = [:]
  ) throws -> Variable<Double> {
    try tape.apply(Primitive.make(op: op, attributes: attributes), inputs)
  }

  // MARK: - What does not fit

  /// Steps of which each is some nodes of the tape; an empty tensor may have any number of them.
  func expect(steps: Int) throws {
    guard steps <= 1 << 15 else { throw unsupported("a sequence of \(steps) steps") }
  }

  func misfit(_ reason: String) -> ONNXError { ONNXError(.damaged, reason) }

  func unsupported(_ what: String) -> ONNXError {
    ONNXError(.unsupported, "\(what) is not computed")
  }
}
