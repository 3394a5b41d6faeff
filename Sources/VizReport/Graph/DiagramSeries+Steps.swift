import VizBase
public import VizDiagram
public import VizTrace

extension DiagramSeries {
  /// Draws a graph as it becomes known: a picture for each step of its forward and its backward pass.
  ///
  /// The steps are those of a page's replay.
  ///
  /// - Throws: ``/VizTrace/GraphError`` where the graph is none, ``/VizDiagram/DiagramError`` where
  ///   it cannot be drawn, or takes more than 1,000 steps.
  public init(
    stepping graph: ComputationGraph, options: DiagramOptions = DiagramOptions()
  ) async throws {
    try await self.init(graph, options: options) { cards, print in
      let replay = try Replay(
        graph, print: print, printNorm: NumberFormat.measure,
        isShown: Replay.shown([cards], graph))
      return try PassSteps(
        graph, forward: replay.steps.count { $0.pass == .forward },
        steps: replay.steps.enumerated().map { number, step in
          PassSteps.Step(
            node: step.node, use: step.use,
            words: "\(step.pass.title), step \(number + 1) of \(replay.steps.count):"
              + " \(step.formula)\(step.numbers.isEmpty ? "" : " \(step.numbers)")")
        })
    }
  }
}
