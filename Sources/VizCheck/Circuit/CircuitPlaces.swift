import VizTensor
import VizTrace

/// A recording as a circuit has it: its functions, each once, and the places of its numbers.
struct CircuitPlaces {
  private(set) var constants: [Double] = []
  private(set) var functions: [Circuit.Function] = []
  private(set) var instructions: [Circuit.Instruction] = []
  private let recorded: [SymbolRecorder.Instruction]
  private var constantPlaces: [UInt64: Int] = [:]
  private var functionPlaces: [SymbolRecorder.Operation: Int] = [:]
  private let firstConstant: Int

  init(inputs: Int, _ recorder: SymbolRecorder) {
    recorded = recorder.instructions
    firstConstant = inputs + recorded.count
    for instruction in recorded {
      let function = place(of: instruction.operation)
      let arguments = [place(of: instruction.x), place(of: instruction.y)]
      instructions.append(
        Circuit.Instruction(
          function: function, arguments: Array(arguments.prefix(functions[function].arity))))
    }
  }

  /// The places of a tensor's elements; none for none.
  mutating func of(_ tensor: Tensor<Symbol>?) -> [Int] {
    (tensor?.elements ?? []).map { place(of: SymbolRecorder.Operand($0)) }
  }

  /// The place of a number.
  mutating func of(_ symbol: Symbol) -> Int { place(of: SymbolRecorder.Operand(symbol)) }

  private mutating func place(of operand: SymbolRecorder.Operand) -> Int {
    switch operand {
    case .place(let place): return place
    case .constant(let value):
      if let known = constantPlaces[value.bitPattern] { return known }
      constants.append(value)
      let place = firstConstant + constants.count - 1
      constantPlaces[value.bitPattern] = place
      return place
    }
  }

  private mutating func place(of operation: SymbolRecorder.Operation) -> Int {
    if let known = functionPlaces[operation] { return known }
    let formula = operation.formula.map(Circuit.Formula.init)
    switch operation {
    case .function(let function):
      functions.append(Circuit.Function(name: function.rawValue, arity: 1, formula: formula))
    case .operation(let operation):
      functions.append(Circuit.Function(name: operation.rawValue, arity: 2, formula: formula))
    }
    functionPlaces[operation] = functions.count - 1
    return functions.count - 1
  }
}

extension Circuit.Formula {
  fileprivate init(_ formula: NumberFormula) {
    switch formula {
    case .argument(let place): self = .argument(place)
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
