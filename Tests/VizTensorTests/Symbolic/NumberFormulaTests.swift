import Foundation
import Testing
import VizTensor

@Suite struct NumberFormulaTests {
  /// What a formula gives, by the functions of the C library.
  func value(_ formula: NumberFormula, _ x: Double, _ y: Double) -> Double {
    switch formula {
    case .argument(let index): return index == 0 ? x : y
    case .constant(let value): return value
    case .function(let function, let a): return function.of(value(a, x, y))
    case .operation(let operation, let a, let b):
      return operation.of(value(a, x, y), value(b, x, y))
    case .choice(let relation, let a, let b, let then, let other):
      let (p, q) = (value(a, x, y), value(b, x, y))
      let holds =
        switch relation {
        case .equal: p == q
        case .less: p < q
        case .lessOrEqual: p <= q
        case .notANumber: p.isNaN
        }
      return value(holds ? then : other, x, y)
    }
  }

  func isNear(_ a: Double, _ b: Double) -> Bool {
    a == b || (a.isNaN && b.isNaN) || abs(a - b) <= 1e-13 * max(abs(a), abs(b))
  }

  static let samples: [Double] = [-800, -5, -2.5, -1, -0.3, 0, 0.2, 1, 1.7, 3, 6, 800, .nan]

  @Test(arguments: ElementwiseFunction.allCases)
  func formulaOfFunctionIsWhatItsLoopComputes(_ function: ElementwiseFunction) {
    guard let formula = SymbolRecorder.Operation.function(function).formula else { return }
    for x in Self.samples {
      let (own, other) = (function.of(x), value(formula, x, 0))
      #expect(isNear(own, other), "\(function) of \(x) is \(own), and its formula \(other)")
    }
  }

  @Test(arguments: ElementwiseOperation.allCases)
  func formulaOfOperationIsWhatItsLoopComputes(_ operation: ElementwiseOperation) {
    guard let formula = SymbolRecorder.Operation.operation(operation).formula else { return }
    for x in Self.samples {
      for y in Self.samples {
        let (own, other) = (operation.of(x, y), value(formula, x, y))
        #expect(isNear(own, other), "\(operation) of \(x), \(y) is \(own), its formula \(other)")
      }
    }
  }

  @Test func elementaryFunctionsHaveNoFormula() {
    #expect(SymbolRecorder.Operation.function(.exp).formula == nil)
    #expect(SymbolRecorder.Operation.operation(.pow).formula == nil)
    #expect(
      SymbolRecorder.Operation.function(.relu).formula
        == .choice(
          .lessOrEqual, .argument(0), .constant(0), then: .constant(0), else: .argument(0)))
  }
}
