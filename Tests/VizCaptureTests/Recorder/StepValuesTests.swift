import Testing
import VizAutodiff

@testable import VizCapture

@Suite struct StepValuesTests {
  @Test func aTapeAndAProgramShowTheSame() throws {
    let (program, weights) = try squares([1, -2, 4])
    let fromProgram = StepValues(program)
    let fromTape = StepValues(program.output, try program.output.tape.gradient(of: program.output))
    #expect(fromProgram.tape === fromTape.tape)
    for index in program.output.tape.nodes.indices {
      let (one, other) = (fromProgram.elements(at: index), fromTape.elements(at: index))
      #expect(one.value == other.value && one.gradient == other.gradient)
    }
    #expect(fromTape.elements(at: weights.index).value == [1, -2, 4])
    let slopes = [2.0, -4, 8].map { $0 / 3 }
    #expect(fromTape.elements(at: weights.index).gradient == slopes)
  }

  @Test(arguments: [-1, 99]) func anIndexWithoutANodeHasNothing(_ index: Int) throws {
    let (program, _) = try squares([1])
    for values in [StepValues(program), try tapeValues([1])] {
      let (value, gradient) = values.elements(at: index)
      #expect(value == nil && gradient == nil)
    }
  }

  /// The parameters of a program of one's own may be moved where they lie.
  @Test func onlyATrainersProgramLeavesItsNumbers() throws {
    let (program, _) = try squares([1])
    #expect(!StepValues(program).lastUntilNextRun)
    #expect(StepValues(program, lastUntilNextRun: true).lastUntilNextRun)
    #expect(try tapeValues([1]).program == nil)
  }
}
