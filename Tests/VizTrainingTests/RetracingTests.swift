import Testing
import VizEvents
import VizNeural
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizTraining

@Suite struct RetracingTests {
  /// What is taken again is what the run recorded.
  @Test func stepsAreThoseOfTheRun() throws {
    let folder = try TemporaryFolder()
    var c = TrainingConfiguration()
    (c.dataset, c.examples, c.layers, c.steps, c.batch) = ("moons", 50, [5], 30, 16)
    c.dropout = 0.2
    let run = try TrainingRun<Float>(TrainingPlan(c), folder: folder.path) { _ in [] }
    _ = try run.train()
    let log = try RunLog(folder: folder.path)
    var seen: [Int] = []
    let taken = try Retracing(
      of: c, at: [3, 17], progress: { step, _ in seen.append(step) }, reading: { _ in [] })
    #expect(seen == Array(1...18))
    for step in [3, 17] {
      let graph = try #require(taken.graphs[step])
      #expect(taken.losses[step] == log.metric("loss")?.values[step])
      for record in try log.nodes(at: step) where record.value != nil {
        let node = try #require(graph.nodes.first { $0.id == record.node })
        #expect(node.value?.summary.norm == record.value?.norm, "\(record.node)")
        if let gradient = record.gradient {
          let norm = try #require(node.gradient?.summary.norm)
          #expect(abs(norm - gradient.norm) <= 1e-6 * gradient.norm + 1e-12)
        }
      }
    }
  }

  @Test func aStepBeyondTheLastIsRefused() throws {
    var c = TrainingConfiguration()
    (c.dataset, c.examples, c.steps) = ("moons", 50, 10)
    #expect(throws: NeuralError.self) { try Retracing(of: c, at: [10]) { _ in [] } }
  }
}
