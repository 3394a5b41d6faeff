import SwiftProtobuf
public import VizAutodiff
public import VizBase
public import VizTensor

extension ONNXModel {
  /// What is written: a function's input and its output, recorded on one tape.
  public struct Recording<Scalar: TensorScalar> {
    let input, output: Variable<Scalar>

    /// A recording of what leads from `input`, `[examples, …]`, to `output`.
    public init(from input: Variable<Scalar>, to output: Variable<Scalar>) {
      self.input = input
      self.output = output
    }
  }

  /// The bytes of a model that computes a function for any number of examples.
  ///
  /// The function is recorded for two and for three examples: what differs between the two is the
  /// number of examples, and stays open in the model as the dimension `batch`. Parameters and
  /// constants are in the model, under the names that they have on the tape, in the precision of
  /// `Scalar`. The model is of the standard's operator set 20.
  ///
  /// - Parameters:
  ///   - name: What the model's graph is called.
  ///   - version: The version of vizbp that is noted as the producer's.
  ///   - record: Records the function for so many examples.
  /// - Throws: ``ONNXError`` where the standard has no operator for a part of it, or where a number
  ///   depends on how many examples there are; and what `record` throws.
  public static func bytes<Scalar: TensorScalar>(
    named name: String, version: String = VizBPRelease.version,
    recording record: (_ examples: Int) throws -> Recording<Scalar>
  ) throws -> [UInt8] {
    var writer = try ModelWriter(try record(2), try record(3))
    let graph = try writer.graph(named: name)
    let model = ONNXModelProto.with {
      // The first version of the format that has operator set 20.
      $0.irVersion = 9
      $0.producerName = "vizbp"
      $0.producerVersion = version
      $0.graph = graph
      $0.opsetImport = [ONNXOperatorSetProto.with { $0.version = 20 }]
    }
    return try [UInt8](model.serializedData())
  }
}
