import VizBP
import VizBase

/// The graph that an argument names: a graph file, an ONNX model, a run's folder, or `-`.
enum GraphInput {
  /// - Parameters:
  ///   - path: What the argument says.
  ///   - step: The step of a run; the last one, if none is named.
  static func read(_ path: String, step: Int? = nil) throws -> ComputationGraph {
    try read(path, step: step, isTolerant: false).graph
  }

  /// Reads a graph to be drawn, and what could not be understood of its nodes.
  static func readToDraw(
    _ path: String, step: Int? = nil
  ) throws -> (graph: ComputationGraph, flaws: [GraphError]) {
    try read(path, step: step, isTolerant: true)
  }

  private static func read(
    _ path: String, step: Int?, isTolerant: Bool
  ) throws -> (graph: ComputationGraph, flaws: [GraphError]) {
    guard Files.isFolder(path) else {
      if step != nil {
        throw Failure(.usage, nil, "--step applies to a run's folder, not to a graph file")
      }
      guard ModelInputs.isModel(path) else {
        // What comes through a pipe comes once.
        let kept = Files.isFile(path) ? nil : try bytes(of: path)
        let load = { try kept ?? bytes(of: path) }
        do {
          return try ComputationGraph.reading(isTolerant: isTolerant, from: load)
        } catch let error as GraphError {
          throw ForeignFile.refusal(
            try load(), named: Files.inputName(path), wanted: "a graph file") ?? error
        }
      }
      return (try ModelInputs.model(path).graph().graph, [])
    }
    let run = RunDirectory(path)
    guard var found = try step.map({ try run.graph(at: $0) }) ?? run.graph() else {
      let isRun = try run.record() != nil || !run.log().files.isEmpty
      throw isRun
        ? Failure(.badData, Files.inputName(path), "the run has no graph")
        : ForeignFile.refusal(ofFolder: path, wanted: "a graph file")
          ?? Failure(.noInput, Files.inputName(path), "it is a directory, and no run is in it")
    }
    if found.name == nil { found.name = step.map { "\(run.name), step \($0)" } ?? run.name }
    return (found, [])
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    do { return try Files.read(path) } catch var failure as Failure {
      if failure.status == .noInput, path.looksLikeExpression {
        failure.hint = "vizbp eval evaluates and draws an expression"
      }
      throw failure
    }
  }

  /// Reads a graph file or a run's folder, or where there is none such, traces the argument as an
  /// expression; and what messages call it.
  static func readOrTrace(
    _ argument: String, _ values: [String], step: Int? = nil
  ) throws -> (graph: ComputationGraph, source: String) {
    let name = Files.inputName(argument)
    if argument == "-" || argument.hasSuffix(".json") || Files.exists(argument) {
      if let value = values.first {
        throw Failure(
          .usage, nil, "unexpected argument \(value.quoted(limit: 40))",
          hint: "\(name) is a graph, whose numbers are in it")
      }
      do { return (try read(argument, step: step), name) } catch {
        throw Failure(error, about: name) ?? error
      }
    }
    if step != nil { throw Failure(.usage, nil, "--step applies to a run's folder") }
    // What looks like a path, and has no values, was hardly meant as a formula.
    if values.isEmpty, argument.wholeMatch(of: /[\w.\-]*\/[\w.\/\-]*|\w+\.\w+/) != nil {
      throw Failure(.noInput, name, "there is no such file or folder")
    }
    do {
      let expression = try MathExpression(argument.droppingShield)
      let trace = try expression.trace(
        inputs: ValueInput.read(values), granularity: .asWritten)
      // A vector's gradient is that of the sum of its elements.
      let graph = try ComputationGraph(
        capturing: trace.output, name: expression.typeset(trace.ranks),
        seed: trace.output.shape.isScalar ? nil : .ones(trace.output.shape))
      return (graph, "expression")
    } catch { throw Failure(error, about: "expression") ?? error }
  }
}
