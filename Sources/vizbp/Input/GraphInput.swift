import VizBP

/// The graph that an argument names: a graph file, an ONNX model, a run's folder, or `-`.
enum GraphInput {
  /// - Parameters:
  ///   - path: What the argument says.
  ///   - step: The step of a run; the last one, if none is named.
  static func read(_ path: String, step: Int? = nil) throws -> ComputationGraph {
    guard Files.isFolder(path) else {
      if step != nil {
        throw Failure(.usage, nil, "--step applies to a run's folder, not to a graph file")
      }
      guard ModelInputs.isModel(path) else {
        return try ComputationGraph(jsonData: Files.read(path))
      }
      return try ModelInputs.model(path).graph().graph
    }
    let run = RunDirectory(path)
    guard var found = try step.map({ try run.graph(at: $0) }) ?? run.graph() else {
      let isRun = try run.record() != nil || !run.log().files.isEmpty
      throw isRun
        ? Failure(.badData, Files.inputName(path), "the run has no graph")
        : Failure(.noInput, Files.inputName(path), "it is a directory, and no run is in it")
    }
    if found.name == nil { found.name = step.map { "\(run.name), step \($0)" } ?? run.name }
    return found
  }
}
