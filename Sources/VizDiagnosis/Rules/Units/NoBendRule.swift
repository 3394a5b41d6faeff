import VizBase
import VizEvents
import VizTrace

/// Layers without a function between them, which are one layer.
enum NoBendRule: DiagnosisRule {
  static let rule = Finding.Rule.noBend
  static let needs: [Need] = [.graph]
  static let confidence = Finding.Confidence.certain
  static let threshold =
    "In the graph, a product with a matrix or a filter whose other factor comes from another such"
    + " product by sums, reshapes, means and dropout alone."
  static let source =
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.1; Minsky and Papert,"
    + " Perceptrons, 1969"

  /// What bends nothing.
  private static let straight: Set = [
    "add", "sub", "neg", "reshape", "view", "flatten", "transpose", "permute", "squeeze",
    "unsqueeze", "dropout", "avg_pool2d", "mean", "broadcast", "contiguous", "identity",
  ]
  private static let products: Set = ["matmul", "linear", "addmm", "conv2d"]

  static func symptoms(_ evidence: RunEvidence) -> [Symptom] {
    let nodes = evidence.nodes
    func data(_ index: Int) -> [Int] {
      evidence.index.inputs(of: index).filter {
        !nodes[$0].isParameter && nodes[$0].op != "constant"
      }
    }
    func isLayer(_ index: Int) -> Bool {
      products.contains(nodes[index].op)
        && evidence.index.inputs(of: index).contains {
          nodes[$0].isParameter && (nodes[$0].extents?.count ?? 0) > 1
        }
    }
    let pairs = nodes.indices.filter(isLayer).compactMap { layer -> (before: Int, after: Int)? in
      var inputs = data(layer)
      // Only along a single way: two that meet may be a connection that skips layers.
      for _ in nodes.indices {
        guard inputs.count == 1, let index = inputs.first else { return nil }
        if isLayer(index) { return (index, layer) }
        guard straight.contains(nodes[index].op) else { return nil }
        inputs = data(index)
      }
      return nil
    }
    guard let first = pairs.first else { return [] }
    let layers = Set(pairs.flatMap { [$0.before, $0.after] }).count
    let (before, after) = (nodes[first.before].id.escaped(), nodes[first.after].id.escaped())
    let finding = makeFinding(
      .warning,
      title: "There is no function between \(layers == 2 ? "two" : "\(layers)") layers",
      sentence: "What \(before) gives reaches \(after) without any function that bends it"
        + (pairs.count > 1 ? ", and so do \(pairs.count - 1) more" : "")
        + ". A product of matrices is a matrix: together these layers can say no more than one of"
        + " them.",
      nodes: pairs.flatMap { [nodes[$0.before].id, nodes[$0.after].id] },
      evidence: .graph(step: evidence.tracks.steps.last ?? 0),
      numbers: ["layers": [Double(layers)]],
      advice: "Put a function (ReLU, GELU, tanh) between them, or leave one of them out.")
    return [Symptom(finding)]
  }
}
