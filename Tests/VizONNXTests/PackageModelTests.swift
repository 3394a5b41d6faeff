import Foundation
import SwiftProtobuf
import Testing
import VizTensor

@testable import VizONNX

/// The folder of the onnx package's test data, where it is given.
private let packageData = ProcessInfo.processInfo.environment["ONNX_TEST_DATA"]

/// The models of the onnx package's own test data: `ONNX_TEST_DATA` names the folder, the package's
/// `onnx/backend/test/data`, and `ONNX_TEST_NAMES` a part of the names where not all are wanted.
@Suite(.enabled(if: packageData != nil)) struct PackageModelTests {
  /// A model, and what it is to give.
  private struct Example {
    var name: String
    var model: ONNXModel
    var inputs: [String: Tensor<Double>] = [:]
    var outputs: [String: Tensor<Double>] = [:]
    /// Whether it takes or gives text.
    var isText = false

    init(_ name: String, _ file: URL, _ data: URL?) throws {
      self.name = name
      model = try ONNXModel([UInt8](Data(contentsOf: file)))
      do {
        if let data {
          for (index, input) in model.inputs.enumerated() {
            let path = data.appending(path: "input_\(index).pb")
            guard FileManager.default.fileExists(atPath: path.path) else { continue }
            inputs[input.name] = try Self.tensor(path)
          }
          for (index, output) in model.outputs.enumerated() {
            outputs[output] = try Self.tensor(data.appending(path: "output_\(index).pb"))
          }
        } else {
          // The package's runner gives these the numbers from 0 to 1.
          for input in model.inputs {
            let count = try input.random(seed: 1).shape
            inputs[input.name] = try Tensor(
              (0..<count.elementCount).map { Double(Float($0) / Float(count.elementCount)) },
              shape: count)
          }
          let path = file.deletingPathExtension().path + "_output_0.pb"
          outputs[model.outputs[0]] = try Self.tensor(URL(filePath: path))
        }
      } catch let error as ONNXError where error.message.hasSuffix("holds string") { isText = true }
    }

    private static func tensor(_ file: URL) throws -> Tensor<Double> {
      try ModelInput.tensor([UInt8](Data(contentsOf: file)))
    }

    /// Why the results are not those that are stated, as a precision has them; nil where they are.
    func difference(
      _ precision: ElementType,
      _ compute: ([String: Tensor<Double>]) throws -> [String: Tensor<Double>]
    ) -> String? {
      let results: [String: Tensor<Double>]
      do { results = try compute(inputs) } catch { return "\(error)" }
      for (name, expected) in outputs {
        guard let result = results[name], result.shape == expected.shape else {
          return
            "\(name) is \(results[name]?.shape.description ?? "missing"), not \(expected.shape)"
        }
        let stated = expected.elements.map { precision == .float ? Double(Float($0)) : $0 }
        for (a, b) in zip(result.elements, stated)
        where !(b.isFinite && abs(a - b) <= 1e-5 + 1e-3 * abs(b) || a == b || a.isNaN && b.isNaN) {
          return "\(name): \(a) is not \(b)"
        }
      }
      return nil
    }
  }

  private func examples() throws -> [Example] {
    let folder = URL(filePath: try #require(packageData))
    let part = ProcessInfo.processInfo.environment["ONNX_TEST_NAMES"] ?? ""
    return try ["light", "simple", "pytorch-converted", "pytorch-operator"].flatMap { kind in
      try FileManager.default.contentsOfDirectory(
        at: folder.appending(path: kind), includingPropertiesForKeys: nil
      ).sorted { $0.path < $1.path }.compactMap { file in
        let name = "\(kind)/\(file.lastPathComponent)"
        guard part.isEmpty || name.contains(part) else { return nil }
        if kind == "light" {
          return file.pathExtension == "onnx" ? try Example(name, file, nil) : nil
        }
        return try Example(
          name, file.appending(path: "model.onnx"), file.appending(path: "test_data_set_0"))
      }
    }
  }

  @Test func theyGiveWhatTheyState() throws {
    var kinds: [String: Int] = [:]
    for example in try examples() {
      if example.isText {
        kinds["text", default: 0] += 1
        continue
      }
      let tape = example.difference(.double) { try example.model.results(of: $0) }
      let session = example.difference(.float) { try ONNXSession(example.model).results(of: $0) }
      kinds[tape == nil && session == nil ? "both ways" : "not both ways", default: 0] += 1
      #expect(tape == nil, "\(example.name)")
      #expect(session == nil, "\(example.name), a session")
    }
    print(kinds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
  }
}
