import Testing
import VizBase

@testable import VizTrace

@Suite struct OperationTests {
  @Test func everyNameStandsOnceInLowerSnakeCase() throws {
    let names = Operation.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names {
      #expect(name.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil, "\(name)")
      #expect(Operation[name].name == name)
    }
  }

  @Test(arguments: Operation.all)
  func everyEntryHasALookANotationAndWords(_ operation: Operation) {
    #expect(!operation.symbol.isEmpty)
    #expect(!operation.rule.isEmpty)
    for count in 1...3 {
      let arguments = Array(["a", "b", "c"].prefix(count))
      let formula = operation.formula(of: arguments)
      #expect(arguments.allSatisfy(formula.contains), "\(formula)")
    }
  }

  /// What has no gap of its own kind would never be told.
  @Test(arguments: Operation.all)
  func everyGapCanBeFilled(_ operation: Operation) {
    func check(_ formulas: [FormulaTemplate?], _ gaps: Set<Substring>) {
      for formula in formulas.compactMap({ $0 }) {
        #expect(!formula.text.isEmpty && gaps.isSuperset(of: formula.gaps), "\(formula.text)")
      }
    }
    check([operation.meaning], ["x", "y"])
    check(operation.numberSymbols, ["c", "+c", "-c", "^c"])
    check(operation.factors, ["x", "y"])
    check(operation.slopes, ["x", "y", "f"])
    check(operation.gradients, ["x", "y", "z", "f", "g", "n"])
    if case .formula(let formula) = operation.notation { check([formula], ["x", "y"]) }
  }

  /// The first words of a rule are what the lectures call the gate.
  @Test(arguments: Operation.all)
  func wordsAndGateAgree(_ operation: Operation) {
    let gates: [String: Operation.Gate] = [
      "distributes": .distributor, "switches": .switcher, "routes": .router, "a gate": .gate,
      "blocks": .blocker,
    ]
    guard let colon = operation.rule.firstIndex(of: ":"),
      let gate = gates[String(operation.rule[..<colon])]
    else { return }
    #expect(operation.gate == gate, "\(operation.name)")
  }

  @Test func gatesHaveTheLecturesRoles() {
    #expect(Operation["add"].gate == .distributor && Operation["mul"].gate == .switcher)
    #expect(Operation["maximum"].gate == .router && Operation["max"].gate == .router)
    #expect(Operation["conv2d"].gate == .switcher && Operation["dropout"].gate == .gate)
  }

  @Test func anUnknownOpHasItsName() {
    let operation = Operation["fft"]
    #expect(operation.symbol == "fft" && operation.family == .other && operation.gate == nil)
    #expect(operation.formula(of: ["x", "y"]) == "fft(x, y)")
    #expect(operation.rule == "" && operation.meaning(of: ["x"]) == nil)
    #expect(operation.slope(at: 0, of: ["x"], result: "f") == nil)
    #expect(operation.traits.isEmpty && operation.saturation == nil)
  }

  @Test func aNodeKnowsItsOperation() {
    #expect(Node(id: "h", op: "relu", inputs: ["x"]).operation == Operation["relu"])
  }
}
