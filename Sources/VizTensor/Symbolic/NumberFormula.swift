/// A function of one or two numbers as a formula, with the branches that it takes.
package indirect enum NumberFormula: Sendable, Hashable {
  /// The first argument, or the second.
  case argument(Int)
  /// A number that is always the same.
  case constant(Double)
  /// A function that has no formula in others.
  case function(ElementwiseFunction, NumberFormula)
  /// An operation that has no formula in others.
  case operation(ElementwiseOperation, NumberFormula, NumberFormula)
  /// One formula where the relation holds, and another where it does not.
  case choice(
    NumberRelation, NumberFormula, NumberFormula, then: NumberFormula, else: NumberFormula)
}

extension SymbolRecorder.Operation {
  /// The operation in terms of those that every language has: as its own loop computes it, which is
  /// run with symbols along every branch.
  ///
  /// Nil for those that others are made of, such as a sum, and the exponential function.
  package var formula: NumberFormula? {
    switch self {
    case .function(let function):
      if function.isElementary { return nil }
      return Self.explored { arguments in
        var y = Symbol.nan
        function.apply(arguments, to: &y, count: 1)
        return y
      }
    case .operation(let operation):
      if operation.isElementary { return nil }
      return Self.explored { arguments in
        var y = Symbol.nan
        operation.apply(arguments, step: 1, arguments + 1, step: 1, to: &y, count: 1)
        return y
      }
    }
  }

  /// The formula of what `body` makes of two symbols when the first questions have these answers.
  private static func explored(
    _ answers: [Bool] = [], _ body: (UnsafePointer<Symbol>) -> Symbol
  ) -> NumberFormula {
    let recorder = SymbolRecorder(largest: 1_000, answers: answers)
    let result = recorder.record {
      recorder.inputs(2).withUnsafeBufferPointer { arguments in
        arguments.baseAddress.map(body) ?? .nan
      }
    }
    guard recorder.questions.count > answers.count else {
      return recorder.formula(of: .init(result))
    }
    let question = recorder.questions[answers.count]
    return .choice(
      question.relation, recorder.formula(of: question.a), recorder.formula(of: question.b),
      then: explored(answers + [true], body), else: explored(answers + [false], body))
  }
}

extension SymbolRecorder {
  fileprivate func formula(of operand: Operand) -> NumberFormula {
    guard case .slot(let index) = operand else {
      if case .constant(let value) = operand { return .constant(value) }
      return .constant(.nan)
    }
    guard index >= 2 else { return .argument(index) }
    let instruction = instructions[index - 2]
    switch instruction.operation {
    case .function(let function): return .function(function, formula(of: instruction.x))
    case .operation(let operation):
      return .operation(operation, formula(of: instruction.x), formula(of: instruction.y))
    }
  }
}

extension ElementwiseFunction {
  /// Whether it is one that others are made of.
  var isElementary: Bool {
    switch self {
    case .neg, .exp, .log, .log1p, .expm1, .sin, .cos, .tan, .sqrt, .abs, .tanh, .erf, .erfc: true
    default: false
    }
  }

  /// The function of one number, as a tensor of one element has it.
  package func of(_ x: Double) -> Double {
    var y = 0.0
    withUnsafePointer(to: x) { apply($0, to: &y, count: 1) }
    return y
  }
}

extension ElementwiseOperation {
  /// Whether it is one that others are made of.
  var isElementary: Bool {
    switch self {
    case .add, .sub, .mul, .div, .pow: true
    default: false
    }
  }

  /// The operation on two numbers, as tensors of one element have it.
  package func of(_ x: Double, _ y: Double) -> Double {
    var output = 0.0
    withUnsafePointer(to: x) { x in
      withUnsafePointer(to: y) { y in
        apply(x, step: 1, y, step: 1, to: &output, count: 1)
      }
    }
    return output
  }
}
