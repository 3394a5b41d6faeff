import Foundation
import Testing
import VizAutodiff
import VizBase
import VizEvents
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizCapture

@Suite struct RunTests {
  private struct Broken: Error {}

  /// The gradient of w² on a tape.
  private static func square(
    _ w: Tensor<Double>
  ) throws -> (Variable<Double>, Derivatives<Double>) {
    let tape = Tape<Double>()
    let weight = tape.parameter(w, named: "w")
    let loss = try (weight * weight).named("loss")
    return (loss, try tape.gradient(of: loss))
  }

  private static func folder(_ temporary: TemporaryFolder) -> String { temporary.path + "/run" }

  @Test func aScopeThatIsLeftIsFinished() throws {
    let temporary = try TemporaryFolder()
    let folder = Self.folder(temporary)
    let steps = try Run.record(folder, settings: ["rate": 0.1, "layers": [4, 4]], seed: 7) { run in
      var w: Tensor<Double> = 3
      for _ in 0..<5 {
        let (loss, gradients) = try Self.square(w)
        run.step(loss, gradients, metrics: ["extra": 1])
        w = try w - 0.1 * gradients.byName["w", default: 0]
      }
      run.metric("validation/loss", 0.5)
      return run.steps
    }
    #expect(steps == 5)
    let directory = RunDirectory(folder)
    let record = try #require(try directory.record())
    #expect(record.status == .finished && record.end != nil && record.lastStep == 4)
    #expect(record.configuration["rate"] == 0.1 && record.seed == 7 && record.name == "run")
    #expect(try directory.state() == .finished)
    let log = try directory.log()
    // w is multiplied by 0.8 at each step, and the loss is its square.
    #expect(log.metric("loss")?.values.first == 9)
    #expect(abs((log.metric("loss")?.values.last ?? 0) - 9 * pow(0.8, 8)) < 1e-6)
    #expect(log.metric("extra")?.values.count == 5)
    #expect(log.metric("validation/loss")?.steps == [4])
    #expect(try directory.graph()?.nodes.map(\.id).contains("w") == true)
  }

  @Test func anErrorMakesItFailed() throws {
    let temporary = try TemporaryFolder()
    let folder = Self.folder(temporary)
    #expect(throws: Broken.self) {
      try Run.record(folder) { run in
        let (loss, gradients) = try Self.square(2)
        run.step(loss, gradients)
        throw Broken()
      }
    }
    let record = try #require(try RunDirectory(folder).record())
    #expect(record.status == .failed && record.message == "Broken()" && record.lastStep == 0)
  }

  @Test func stoppingAndCancellingMakeItStopped() throws {
    let temporary = try TemporaryFolder()
    try Run.record(temporary.path + "/a") { $0.stop("good enough") }
    #expect(throws: CancellationError.self) {
      try Run.record(temporary.path + "/b") { _ in throw CancellationError() }
    }
    let a = try #require(try RunDirectory(temporary.path + "/a").record())
    #expect(a.status == .stopped && a.message == "good enough")
    #expect(try RunDirectory(temporary.path + "/b").record()?.status == .stopped)
  }

  @Test func aLossThatIsNoNumberMakesItFailed() throws {
    let temporary = try TemporaryFolder()
    try Run.record(temporary.path + "/a") { run in
      let (loss, gradients) = try Self.square(.init(.nan))
      run.step(loss, gradients)
    }
    let record = try #require(try RunDirectory(temporary.path + "/a").record())
    #expect(record.status == .failed && record.message?.isEmpty == false)
  }

  @Test func aRunIsNotWrittenOver() throws {
    let temporary = try TemporaryFolder()
    try Run.record(temporary.path + "/a") { _ in }
    let error = #expect(throws: EventError.self) { try Run.record(temporary.path + "/a") { _ in } }
    #expect(error?.message == "there is a run already")
    #expect(try RunDirectory(temporary.path + "/a").record()?.status == .finished)
  }

  @Test func manyTasksMayTakeSteps() async throws {
    let temporary = try TemporaryFolder()
    let folder = Self.folder(temporary)
    let numbers = try await Run.recording(folder) { run in
      try await withThrowingTaskGroup(of: [Int].self) { group in
        for task in 0..<8 {
          group.addTask {
            try (0..<25).map { step in
              let (loss, gradients) = try Self.square(Tensor(Double(task + step + 1)))
              return run.step(loss, gradients)
            }
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
    }
    #expect(numbers.sorted() == Array(0..<200))
    #expect(try RunDirectory(folder).log().metric("loss")?.values.count == 200)
    #expect(try RunDirectory(folder).state() == .finished)
  }

  @Test func boundariesComeFromAClosure() throws {
    let temporary = try TemporaryFolder()
    let folder = Self.folder(temporary)
    let examples = try #require(DecisionExamples(x: [0], y: [1], classes: [1]))
    try Run.record(folder) { run in
      for step in 0..<2 {
        let (loss, gradients) = try Self.square(2)
        run.step(loss, gradients)
        run.boundary(x: -1...1, y: 0...2, side: 3, examples: examples) { x, _ in
          // A closure may ask the run.
          [x < 0 ? 0 : run.steps == step + 1 ? 1 : 0.5]
        }
      }
    }
    let log = try RunDirectory(folder).boundary()
    #expect(log.examples == examples && log.fields.map(\.step) == [1, 2])
    let field = try #require(log.fields.last)
    #expect(field.columns == 3 && field.rows == 3 && field.classes == 2)
    #expect(field.logarithm(of: 1, column: 2, row: 0) == 0)
    #expect(field.logarithm(of: 1, column: 0, row: 0) == -32)
  }

  @Test func optimisersTellTheRunOfTheirUpdates() throws {
    let temporary = try TemporaryFolder()
    let folder = Self.folder(temporary)
    try Run.record(folder) { run in
      let (loss, gradients) = try Self.square(2)
      run.step(loss, gradients)
      CurrentRun.observer?.didUpdate(
        "w", from: Tensor<Double>(2), to: Tensor<Double>(1.5), rate: 0.25)
    }
    let log = try RunDirectory(folder).log()
    #expect(log.metric("learning_rate")?.values == [0.25])
    let record = try #require(try log.nodes(at: 0).first { $0.node == "w" })
    #expect(abs((record.updateRatio ?? 0) - 0.25) < 1e-12)
    #expect(CurrentRun.observer == nil)
  }
}
