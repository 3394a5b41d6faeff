import VizBase
import VizTensor
import VizTrace

extension GraphReplay {
  /// Refuses gradients and seeds of outputs that are of another shape than the output, where that is
  /// known only by computing it; throws `GraphError`.
  func verifySeeds() throws(GraphError) {
    for index in outputs {
      guard case .elements(let elements, let stated)? = nodes[index].gradient else { continue }
      if let extents = values[index]?.shape.extents {
        guard stated != extents else { continue }
        throw misfit(index, "\"gradient\" has the shape \(stated), and its inputs give \(extents)")
      }
      if case .summary(let summary)? = nodes[index].value, summary.count != elements.count {
        throw misfit(
          index,
          "\"gradient\" has \(counted(elements.count, "element", "elements")), and the value"
            + " \(summary.count)")
      }
    }
    for (output, seed) in zip(graph.outputs, graph.seeds ?? []) {
      guard let seed, seed.scalar == nil, let stated = seed.shape, let index = index[output],
        let extents = values[index]?.shape.extents, stated != extents
      else { continue }
      throw misfit(index, "its seed has the shape \(stated), and its inputs give \(extents)")
    }
  }

  private func misfit(_ location: Int, _ what: String) -> GraphError {
    let id = nodes[location].id
    return GraphError(
      .shapeMismatch, "node \"\(id.escaped(limit: 40))\": \(what)",
      nodes: [graph.nodes[origins[location]].id])
  }
}
