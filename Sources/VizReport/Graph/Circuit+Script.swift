import VizTrace

extension Circuit {
  /// The script of the page's arithmetic: a function for each that the circuit calls, in order, from
  /// its formula.
  var script: String {
    let functions = functions.map { function in
      let arguments = function.arity == 1 ? "(x)" : "(x, y)"
      let formula =
        function.formula
        ?? .call(function.name, (0..<function.arity).map(Formula.argument))
      return "\(arguments) => \(formula.script)"
    }
    return "'use strict';\nconst arithmetic = [\n" + functions.joined(separator: ",\n") + "\n];\n"
  }

  /// Which scripts the arithmetic needs beside what every browser has.
  var helpers: [String] {
    let calls = functions.reduce(into: Set<String>()) { calls, function in
      calls.formUnion(function.formula?.calls ?? [function.name])
    }
    return calls.contains("erf") || calls.contains("erfc") ? ["error-function.js"] : []
  }
}

extension Circuit.Formula {
  fileprivate var calls: Set<String> {
    switch self {
    case .argument, .constant: []
    case .call(let name, let arguments): arguments.reduce([name]) { $0.union($1.calls) }
    case .choice(_, let a, let b, let then, let other):
      [a, b, then, other].reduce([]) { $0.union($1.calls) }
    }
  }

  fileprivate var script: String {
    switch self {
    case .argument(let index): return index == 0 ? "x" : "y"
    case .constant(let value):
      let text = value.isNaN ? "NaN" : value.isInfinite ? "Infinity" : "\(value.magnitude)"
      return value.sign == .minus && !value.isNaN ? "(-\(text))" : text
    case .call(let name, let arguments):
      return Self.call(name, arguments.map(\.script))
    case .choice(let relation, let a, let b, let then, let other):
      let sign =
        switch relation {
        case .equal: "==="
        case .less: "<"
        case .lessOrEqual: "<="
        // What is no number differs from itself.
        case .notANumber: "!=="
        }
      return "(\(a.script) \(sign) \(b.script) ? \(then.script) : \(other.script))"
    }
  }

  private static func call(_ name: String, _ arguments: [String]) -> String {
    let signs = ["add": "+", "sub": "-", "mul": "*", "div": "/"]
    if let sign = signs[name] { return "(" + arguments.joined(separator: " \(sign) ") + ")" }
    switch name {
    case "neg": return "(-\(arguments[0]))"
    // As IEEE 754 has it, 1 to any power is 1.
    case "pow": return "(\(arguments[0]) === 1 ? 1 : \(arguments[0]) ** \(arguments[1]))"
    case "erf", "erfc": return "\(name)(\(arguments[0]))"
    default: return "Math.\(name)(\(arguments.joined(separator: ", ")))"
    }
  }
}
