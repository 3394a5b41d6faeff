import Testing
import VizTensor

@Suite struct SymbolRecorderTests {
  /// The results of a recording for these inputs.
  func numbers(_ recorder: SymbolRecorder, _ inputs: [Double]) -> [Double] {
    var numbers = inputs
    func number(_ operand: SymbolRecorder.Operand) -> Double {
      switch operand {
      case .constant(let value): value
      case .slot(let index): numbers[index]
      }
    }
    for instruction in recorder.instructions {
      switch instruction.operation {
      case .function(let function): numbers.append(function.of(number(instruction.x)))
      case .operation(let operation):
        numbers.append(operation.of(number(instruction.x), number(instruction.y)))
      }
    }
    return numbers
  }

  @Test func writesEachComputationDownOnce() {
    let recorder = SymbolRecorder(largest: 100)
    recorder.record {
      let x = recorder.inputs(2)
      _ = x[0] * x[1] + x[0] * x[1] + 0 + 1 * x[1]
    }
    #expect(
      recorder.instructions.map(\.operation) == [
        .operation(.mul), .operation(.add), .operation(.add),
      ])
    #expect(numbers(recorder, [2, 3]).last == 15)
    #expect(!recorder.hasFailed)
  }

  @Test func constantsAreComputedWhileWriting() {
    let recorder = SymbolRecorder(largest: 100)
    let sum = recorder.record { Symbol.exp(0) + 2 }
    #expect(recorder.instructions.isEmpty)
    #expect(sum.asDouble == 3)
  }

  @Test func failsWhereItIsAskedWhatIsNotKnown() {
    let recorder = SymbolRecorder(largest: 100)
    recorder.record {
      let x = recorder.inputs(2)
      #expect(!(x[0] < x[1]))
    }
    #expect(recorder.hasFailed)
  }

  @Test func failsWhereThereIsTooMuch() {
    let recorder = SymbolRecorder(largest: 3)
    recorder.record {
      var x = recorder.inputs(1)[0]
      for _ in 0..<4 { x *= x }
    }
    #expect(recorder.hasFailed)
    #expect(recorder.instructions.count == 3)
  }

  @Test(arguments: [Tensor<Double>.Extreme.max, .min])
  func extremesAreThoseOfPlaces(_ extreme: Tensor<Double>.Extreme) throws {
    var generator = SplitMix64(seed: 3)
    let shape = try Shape([3, 4])
    let kept = try Shape([3, 1])
    for _ in 0..<20 {
      // Few different numbers, so that there are ties.
      let x = Tensor<Double>.random(shape, using: &generator).map { ($0 * 2).rounded() }
      let g = Tensor<Double>.random(kept, using: &generator)
      let recorder = SymbolRecorder(largest: 1_000)
      var operands: [SymbolRecorder.Operand] = []
      try recorder.record {
        let symbols = try Tensor(recorder.inputs(12), shape: shape)
        let value = try symbols.taking(extreme == .max ? .max : .min, to: kept)
        let share = try g.converted(to: Symbol.self).placing(
          at: extreme == .max ? .max : .min, of: symbols, to: kept)
        operands = (value.elements + share.elements).map { .init($0) }
      }
      let found = numbers(recorder, x.elements)
      let results = operands.map { operand in
        switch operand {
        case .constant(let value): value
        case .slot(let index): found[index]
        }
      }
      let value = try x.taking(extreme, to: kept).elements
      let share = try g.placing(at: extreme, of: x, to: kept).elements
      #expect(results == value + share)
      #expect(!recorder.hasFailed)
    }
  }
}
