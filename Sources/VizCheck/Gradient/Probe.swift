import VizAutodiff
import VizTensor

/// A function at a point, as differences see it: moved one input element at a time.
struct Probe {
  typealias Function = (Tape<Double>, [Variable<Double>]) throws -> Variable<Double>

  let inputs: [Tensor<Double>]
  /// The tape's gradient of the contracted output, for each input.
  let gradient: [Tensor<Double>]
  /// Whether the output is a number.
  let hasValue: Bool
  /// What an output that is no scalar is contracted with.
  private let seed: Tensor<Double>
  private let function: Function
  private let tape: Tape<Double>

  /// Throws what the function throws.
  init(
    at inputs: [Tensor<Double>], seed: Tensor<Double>?, of function: @escaping Function
  ) throws {
    self.inputs = inputs
    self.function = function
    let tape = Tape<Double>()
    self.tape = tape
    let variables = inputs.map { tape.input($0) }
    let output = try function(tape, variables)
    hasValue = !output.value.hasNaN
    var generator = SplitMix64(seed: 0)
    self.seed =
      seed ?? (output.shape.isScalar ? 1 : .random(output.shape, in: 0.5...1.5, using: &generator))
    let derivatives = try output.tape.gradient(of: output, seed: self.seed)
    gradient = variables.map { derivatives[$0] }
  }

  /// Whether there are several kinks at the point, or one of what chooses among several elements: where
  /// there is one of one element, its slopes show on the way along it.
  var hasManyKinks: Bool {
    var count = 0
    for node in tape.nodes {
      guard case .primitive(let rule) = node.origin else { continue }
      let bends = rule.bends(at: node.inputs.map { tape.nodes[$0].value })
      count += rule.isElementwise ? bends : 2 * bends
      if count > 1 { return true }
    }
    return false
  }

  /// The same function a little beside the point, in a direction that is its own for each element.
  func beside() throws -> Probe {
    var generator = SplitMix64(seed: 2)
    let moved = inputs.map { input in
      let way = Tensor<Double>.random(input.shape, in: 0.5...1.5, using: &generator)
      return (try? input + way * Tensor(Self.distance * max(1, input.greatest.finite))) ?? input
    }
    return try Probe(at: moved, seed: seed, of: function)
  }

  private static let distance = 1e-3

  /// The differences in element `index` of the input at `position`.
  func differences(_ position: Int, _ index: Int) -> Differences {
    let input = inputs[position]
    let x = input.elements.indices.contains(index) ? input.elements[index] : .nan
    return Differences(at: x) { moved in
      var elements = input.elements
      guard elements.indices.contains(index) else { return Differences.Sample(.nan) }
      elements[index] = moved
      var values = inputs
      // Beside the point the function may be undefined, which is no failure of the check.
      guard let tensor = try? Tensor(elements, shape: input.shape) else {
        return Differences.Sample(.nan)
      }
      values[position] = tensor
      let tape = Tape<Double>()
      guard let output = try? function(tape, values.map { tape.input($0) }),
        let terms = try? output.value * seed, terms.shape == output.shape
      else { return Differences.Sample(.nan) }
      return Differences.Sample(
        terms.sum().elements[0], magnitude: terms.map(.abs).sum().elements[0])
    }
  }
}
