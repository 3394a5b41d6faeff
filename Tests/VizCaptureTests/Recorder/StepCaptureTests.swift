import Testing
import VizAutodiff
import VizEvents
import VizStatistics
import VizTensor
import VizTrace

@testable import VizCapture

@Suite struct StepCaptureTests {
  /// Tapes that the same code recorded are of one kind, and a smaller batch of another.
  @Test func stepsOfOneKindShareALayout() throws {
    let capture = StepCapture<Double>(CapturePolicy())
    let steps = try [[1.0, 2], [3, 4], [5], [6, 7]].enumerated().map { number, w in
      capture.step(number, try tapeValues(w))
    }
    #expect(steps[0].layout === steps[1].layout && steps[0].layout === steps[3].layout)
    #expect(steps[0].layout !== steps[2].layout)
    #expect(capture.current === steps[0].layout)
    let other = capture.step(4, try tapeValues([1, 2]) { try sum($0 * $0) })
    #expect(other.layout !== steps[0].layout)
  }

  @Test func aProgramIsLookedUpOnce() throws {
    let capture = StepCapture<Double>(CapturePolicy())
    let (program, weights) = try squares([3, 4])
    let first = capture.step(0, StepValues(program))
    try program.set(weights, to: Tensor([6, 8], shape: Shape([2])))
    try program.forward()
    try program.backward()
    let second = capture.step(1, StepValues(program))
    #expect(first.binding === second.binding)
    let captured = capture.capture(second)
    #expect(captured.number == 1)
    #expect(captured.parameterRows.map { captured.table.names.ids[$0] } == ["w"])
    #expect(captured.table.records.first { $0.node == "w" }?.value?.norm == 10)
    #expect(captured.table.records.last?.value?.mean == 50)
  }

  /// Whatever the numbers lie in, the statistics are the same.
  @Test func aProgramAndATapeAreMeasuredAlike() throws {
    let (program, _) = try squares([3, -4, 0.5])
    let fromProgram = StepCapture<Double>(CapturePolicy())
    let fromTape = StepCapture<Double>(CapturePolicy())
    let one = fromProgram.capture(fromProgram.step(0, StepValues(program)))
    let other = fromTape.capture(fromTape.step(0, try tapeValues([3, -4, 0.5])))
    #expect(one.table.records == other.table.records)
    #expect(one.table.records.map(\.node) == ["w", "mul1", "loss"])
  }

  /// Large tensors are measured by several threads, each tensor as ever.
  @Test func severalThreadsMeasureWhatOneDoes() throws {
    let w = (0..<150_000).map { Double($0 % 977) - 400 }
    let (program, _) = try squares(w)
    let fromProgram = StepCapture<Double>(CapturePolicy())
    let fromTape = StepCapture<Double>(CapturePolicy())
    let one = fromProgram.capture(fromProgram.step(0, StepValues(program)))
    let other = fromTape.capture(fromTape.step(0, try tapeValues(w)))
    #expect(one.table.records == other.table.records)
  }

  @Test func whoMeasuresHasAboutAsMuchToDo() {
    typealias Binding = ProgramBinding<Float>
    #expect(Binding.deal([3, 5, 1], among: 8) == [[1, 0, 2]])
    let million = 1 << 20
    #expect(
      Binding.deal([1, million, 2 * million, million, 7], among: 2) == [[2, 4], [1, 3, 0]])
    #expect(Binding.deal([million], among: 1) == [[0]])
    #expect(Binding.deal([], among: 4) == [[]])
    #expect(Binding.deal([Int](repeating: million, count: 9), among: 64).count == 4)
  }

  @Test func parametersStartWhereTheFirstStepFindsThem() throws {
    let capture = StepCapture<Double>(CapturePolicy())
    for (number, w) in [[1.0, 2], [3, 4]].enumerated() {
      _ = capture.capture(capture.step(number, try tapeValues(w)))
    }
    #expect(capture.current?.origins == [[1, 2], nil, nil])
    // A batch of another size begins where the training did.
    capture.setStart(of: "w", [9, 9])
    #expect(capture.current?.origins == [])
    _ = capture.capture(capture.step(2, try tapeValues([5, 6])))
    #expect(capture.current?.origins == [[9, 9], nil, nil])
  }

  @Test func onlyAStepThatIsStillThereIsTakenLater() throws {
    let capture = StepCapture<Double>(CapturePolicy())
    let (program, _) = try squares([3, 4])
    func hold(_ number: Int, lasts: Bool = true, isMissing: Bool = true) {
      let values = StepValues(program, lastUntilNextRun: lasts)
      capture.hold(capture.step(number, values), isMissing: isMissing)
    }
    #expect(capture.captureMissing() == nil)
    hold(1)
    #expect(capture.captureMissing()?.number == 1)
    hold(2, isMissing: false)
    #expect(capture.captureMissing() == nil)
    hold(3)
    try program.forward()
    #expect(capture.captureMissing() == nil)
    hold(4, lasts: false)
    #expect(capture.captureMissing() == nil)
    capture.hold(capture.step(5, try tapeValues([3, 4])), isMissing: true)
    #expect(capture.captureMissing() == nil)
  }

  @Test func theLastStepsAreKeptAsFarAsThereIsRoom() throws {
    func kept(_ policy: CapturePolicy, before step: Int = 9) throws -> [Int] {
      let capture = StepCapture<Double>(policy)
      for number in 0..<9 {
        capture.keep(capture.step(number, try tapeValues([Double(number), 1])))
      }
      return capture.graphs(before: step).map(\.step)
    }
    #expect(try kept(CapturePolicy(ringSteps: 3)) == [6, 7, 8])
    #expect(try kept(CapturePolicy(ringSteps: 3), before: 7) == [6])
    #expect(try kept(CapturePolicy(ringSteps: 0)) == [])
    #expect(try kept(CapturePolicy(ringSteps: -1)) == [])
    // A step has five numbers and as many gradients, of eight bytes.
    #expect(try kept(CapturePolicy(ringSteps: 3, ringBytes: 2 * 80 + 79)) == [7, 8])
    #expect(try kept(CapturePolicy(ringSteps: 3, ringBytes: 79)) == [])
  }

  @Test func theGraphIsThatOfTheLastCapturedStep() throws {
    let capture = StepCapture<Double>(CapturePolicy(ringSteps: 0))
    #expect(capture.graph(of: nil) == nil)
    let step = capture.step(0, try tapeValues([3, 4]))
    #expect(capture.graph(of: nil) == nil)
    let captured = capture.capture(step)
    // Nothing keeps the elements.
    let graph = try #require(capture.graph(of: captured))
    #expect(graph.nodes.map(\.id) == ["w", "mul1", "loss"])
    #expect(graph.nodes[0].value?.summary.norm == 5 && graph.nodes[0].value?.shape == nil)

    let (program, _) = try squares([3, 4])
    let held = capture.step(1, StepValues(program, lastUntilNextRun: true))
    let last = capture.capture(held)
    capture.hold(held, isMissing: false)
    #expect(capture.graph(of: last)?.nodes[0].value == .elements([3, 4], shape: [2]))
    try program.forward()
    #expect(capture.graph(of: last)?.nodes[0].value?.shape == nil)
  }
}

@Suite struct WholeTensorsTests {
  @Test func theSmallestAreToldInFull() {
    func most(_ counts: [Int]) -> Int { TapeCapture<Double>.mostElements(of: counts) }
    #expect(most([]) == 1)
    #expect(most([3, 1 << 16, 70_000]) == 1 << 16)
    // 3,000 tensors of 1,024, values and gradients, are more than two million numbers.
    let weightings = [Int](repeating: 1024, count: 3000)
    #expect(most(weightings + [Int](repeating: 16, count: 500)) == 16)
    #expect(most([Int](repeating: 1024, count: 1024)) == 1024)
    #expect(most([Int](repeating: 1024, count: 1025)) == 1)
  }
}
