import VizTensor
public import VizTrace

extension Circuit {
  /// How many numbers of its leaves may be changed.
  public var inputCount: Int { leaves.reduce(0) { $0 + $1.values.count } }

  /// All numbers, in their slots, for these inputs, as the engine computes them; what has another
  /// number of inputs, or calls what the engine has not, gives none.
  public func numbers(for inputs: [Double]) -> [Double] {
    guard inputs.count == inputCount else { return [] }
    let first = inputs.count + instructions.count
    var numbers = inputs
    numbers.reserveCapacity(first + constants.count)
    func number(_ index: Int) -> Double {
      index < first ? numbers[index] : constants[index - first]
    }
    let unary = functions.map { $0.arity == 1 ? ElementwiseFunction(rawValue: $0.name) : nil }
    let binary = functions.map { $0.arity == 2 ? ElementwiseOperation(rawValue: $0.name) : nil }
    for instruction in instructions {
      let arguments = instruction.arguments.map(number)
      if let function = unary[instruction.function] {
        numbers.append(function.of(arguments[0]))
      } else if let operation = binary[instruction.function] {
        numbers.append(operation.of(arguments[0], arguments[1]))
      } else {
        return []
      }
    }
    return numbers + constants
  }

  /// The graph that this is the circuit of, with the numbers that it has for other inputs.
  public func graph(_ graph: ComputationGraph, at inputs: [Double]) -> ComputationGraph {
    let numbers = numbers(for: inputs)
    guard !numbers.isEmpty else { return graph }
    var graph = graph
    for index in graph.nodes.indices {
      let shape = graph.nodes[index].extents ?? []
      if !values[index].isEmpty {
        graph.nodes[index].value = .elements(values[index].map { numbers[$0] }, shape: shape)
      }
      if !gradients[index].isEmpty {
        graph.nodes[index].gradient = .elements(gradients[index].map { numbers[$0] }, shape: shape)
      }
    }
    for flow in flows {
      guard let local = flow.local,
        graph.nodes[flow.use.consumer].local?.indices.contains(flow.use.argument) == true
      else { continue }
      graph.nodes[flow.use.consumer].local?[flow.use.argument] = .number(numbers[local])
    }
    return graph
  }

  /// Other inputs of the same sign, from half to one and a half times as large, with few digits; of 0
  /// from -1 to 1. Equal for equal seeds.
  ///
  /// Only such for which all numbers are finite; nil where twenty draws have none.
  public func otherInputs(seed: UInt64) -> [Double]? {
    var generator = SplitMix64(seed: seed)
    for _ in 0..<20 {
      let inputs = leaves.flatMap(\.values).map { value -> Double in
        let unit = value == 0 ? 1 : value
        let share = value == 0 ? 2 * generator.fraction() - 1 : 0.5 + generator.fraction()
        let drawn = unit * share
        // Two digits, and never 0, which teaches nothing.
        let step = Self.step(unit.magnitude)
        let rounded = (drawn / step).rounded() * step
        return rounded == 0 ? step : Self.tidy(rounded, step)
      }
      if numbers(for: inputs).allSatisfy(\.isFinite) { return inputs }
    }
    return nil
  }

  /// A tenth of the power of ten below a number.
  private static func step(_ size: Double) -> Double {
    var step = 0.1
    while step * 100 <= size, step < 1e12 { step *= 10 }
    while step * 10 > size, step > 1e-12 { step /= 10 }
    return step
  }

  /// The multiple of a step without what rounding added to it.
  private static func tidy(_ value: Double, _ step: Double) -> Double {
    step >= 1 ? value.rounded() : (value * (1 / step).rounded()).rounded() / (1 / step).rounded()
  }
}
