import VizBP
import VizBase

/// The network of a run as a model for other programs.
enum NetworkExport {
  /// The bytes of a model in ONNX's format: of the network that the run in `folder` trained, with
  /// the parameters of its last checkpoint.
  ///
  /// - Throws: `Failure` where the folder has no run of a training, or no checkpoint.
  static func onnx(of folder: String) throws -> [UInt8] {
    let name = Files.inputName(folder)
    do {
      let directory = RunDirectory(folder)
      guard let record = try directory.record() else {
        throw Failure(
          .noInput, name, "there is no run.json",
          hint: "--onnx writes the network of a run that vizbp train left")
      }
      let plan = try TrainingPlan(try TrainingFile.configuration(of: record, in: folder))
      guard let checkpoint = try directory.checkpoint() else {
        throw Failure(.noInput, name, "there is no checkpoint.json, which has the parameters")
      }
      return plan.precision == .float64
        ? try onnx(plan, checkpoint, directory.name, as: Double.self)
        : try onnx(plan, checkpoint, directory.name, as: Float.self)
    } catch {
      throw Failure(error, about: name) ?? error
    }
  }

  private static func onnx<Scalar: CheckpointScalar>(
    _ plan: TrainingPlan, _ checkpoint: Checkpoint, _ name: String, as type: Scalar.Type
  ) throws -> [UInt8] {
    let data = try plan.data(as: type, reading: Files.read)
    let trainer = try plan.trainer(on: data)
    try trainer.restore(checkpoint)
    let network = trainer.network
    return try ONNXModel.bytes(named: name) { examples in
      let pass = network.pass(.evaluation)
      let x = pass.tape.input(
        Tensor<Scalar>.zeros(try Shape([examples] + network.inputShape)), named: "x")
      var inputs = x
      // The model takes features as they are.
      if let known = data.standardization {
        inputs =
          try (x - pass.tape.constant(known.means, named: "means"))
          / pass.tape.constant(known.deviations, named: "deviations")
      }
      return ONNXModel.Recording(from: x, to: try network.layer(inputs, in: pass))
    }
  }
}
