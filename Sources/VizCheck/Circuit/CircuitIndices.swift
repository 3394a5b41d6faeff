import VizTensor
import VizTrace

/// A recording as a circuit has it: its functions, each once, and the slots of its numbers.
struct CircuitIndices {
  private(set) var constants: [Double] = []
  private(set) var functions: [Circuit.Function] = []
  private(set) var instructions: [Circuit.Instruction] = []
  private let recorded: [SymbolRecorder.Instruction]
  private var constantIndices: [UInt64: Int] = [:]
  private var functionIndices: [SymbolRecorder.Operation: Int] = [:]
  private let firstConstant: Int

  init(inputs: Int, _ recorder: SymbolRecorder) {
    recorded = recorder.instructions
    firstConstant = inputs + recorded.count
    for instruction in recorded {
      let function = index(of: instruction.operation)
      let arguments = [index(of: instruction.x), index(of: instruction.y)]
      instructions.append(
        Circuit.Instruction(
          function: function, arguments: Array(arguments.prefix(functions[function].arity))))
    }
  }

  /// The slots of a tensor's elements; none for none.
  mutating func of(_ tensor: Tensor<Symbol>?) -> [Int] {
    (tensor?.elements ?? []).map { index(of: SymbolRecorder.Operand($0)) }
  }

  /// The slot of a number.
  mutating func of(_ symbol: Symbol) -> Int { index(of: SymbolRecorder.Operand(symbol)) }

  private mutating func index(of operand: SymbolRecorder.Operand) -> Int {
    switch operand {
    case .slot(let index): return index
    case .constant(let value):
      if let known = constantIndices[value.bitPattern] { return known }
      constants.append(value)
      let index = firstConstant + constants.count - 1
      constantIndices[value.bitPattern] = index
      return index
    }
  }

  private mutating func index(of operation: SymbolRecorder.Operation) -> Int {
    if let known = functionIndices[operation] { return known }
    let formula = operation.formula.map(Circuit.Formula.init)
    switch operation {
    case .function(let function):
      functions.append(Circuit.Function(name: function.rawValue, arity: 1, formula: formula))
    case .operation(let operation):
      functions.append(Circuit.Function(name: operation.rawValue, arity: 2, formula: formula))
    }
    functionIndices[operation] = functions.count - 1
    return functions.count - 1
  }
}

extension Circuit.Formula {
  fileprivate init(_ formula: NumberFormula) {
    switch formula {
    case .argument(let index): self = .argument(index)
    case .constant(let value): self = .constant(value)
    case .function(let function, let x): self = .call(function.rawValue, [Self(x)])
    case .operation(let operation, let x, let y):
      self = .call(operation.rawValue, [Self(x), Self(y)])
    case .choice(let relation, let a, let b, let then, let other):
      self = .choice(Self.relation(relation), Self(a), Self(b), then: Self(then), else: Self(other))
    }
  }

  private static func relation(_ relation: NumberRelation) -> Circuit.Relation {
    switch relation {
    case .equal: .equal
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .notANumber: .notANumber
    }
  }
}
