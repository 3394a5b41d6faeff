import Foundation
import VizAutodiff
import VizTensor

@testable import VizNeural

/// A file of `Fixtures/`, decoded.
func fixture<Value: Decodable>(_ name: String, as _: Value.Type = Value.self) throws -> Value {
  let folder = URL(filePath: #filePath).deletingLastPathComponent()
  let data = try Data(contentsOf: folder.appending(path: "Fixtures/\(name)"))
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(Value.self, from: data)
}

/// The greatest difference of two lists, against the greatest magnitude of both, or 1e-3 where all
/// are smaller.
func relativeError(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let scale = (a + b).reduce(1e-3) { max($0, $1.magnitude) }
  return zip(a, b).reduce(0) { max($0, ($1.0 - $1.1).magnitude) } / scale
}

/// What a step of a training showed.
final class StepLog: TrainingObserver {
  struct Entry {
    var loss: Double
    var gradients: [[Double]]
    var before, after: [[Double]]
    var names: [String]
  }
  var entries: [Entry] = []
  var evaluations: [Evaluation] = []

  func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, willUpdate step: TrainingStep<Scalar>
  ) throws {
    let leaves = step.recording.parameters.compactMap { $0 }
    entries.append(
      Entry(
        loss: step.loss,
        gradients: leaves.map { step.gradient(at: $0.index)?.elements.map(\.asDouble) ?? [] },
        before: leaves.map { step.value(at: $0.index)?.elements.map(\.asDouble) ?? [] }, after: [],
        names: leaves.map { $0.name ?? "" }))
  }

  func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didUpdate step: TrainingStep<Scalar>
  ) throws {
    let leaves = step.recording.parameters.compactMap { $0 }
    // Still the values before the update.
    entries[entries.count - 1].before = leaves.map {
      step.value(at: $0.index)?.elements.map(\.asDouble) ?? []
    }
    entries[entries.count - 1].after = trainer.network.parameters.map {
      $0.value.elements.map(\.asDouble)
    }
  }

  func trainer<Scalar: TensorScalar>(
    _ trainer: Trainer<Scalar>, didEvaluate evaluation: Evaluation
  ) throws { evaluations.append(evaluation) }
}
