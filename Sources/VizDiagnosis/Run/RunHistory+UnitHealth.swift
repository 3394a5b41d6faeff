import VizEvents
public import VizTrace

// Both are had from statistics alone, without a histogram or the elements themselves.
extension RunHistory {
  /// Of each layer of `tanh` or `sigmoid`, how far its mean slope is below the greatest, over the
  /// steps: 0 where no unit is saturated, 1 where all are.
  ///
  /// The mean of `1 − tanh²` is `1 − mean² − std²`, and that of `σ (1 − σ)`, which is 1/4 at most,
  /// is `mean − mean² − std²`. A function whose result is the network's own is left out: it is to
  /// saturate where the network is certain.
  public var saturation: [MetricSeries] {
    let hidden = hiddenFunctions
    return nodes.tracks.compactMap { track in
      guard hidden.contains(track.node), let slopes = track.slopes else { return nil }
      return MetricSeries(
        name: track.node, steps: nodes.steps.map(Double.init), values: slopes.map { 1 - $0 })
    }
  }

  /// Of each layer of `relu`, the share of its units that are dead, over the steps.
  ///
  /// A bias's gradient is exactly 0 where no example of the batch gets any through its unit. The
  /// share is the least of the last 32 captured steps that tell, so that a unit that
  /// works for few examples counts as alive; one that dies shows so many steps later. A step tells
  /// where at least sixteen examples send something back; the share is NaN until eight have told.
  /// Where a layer has no bias, it is 1 where all of its values are 0, and else 0.
  public var deadUnits: [MetricSeries] {
    deadShares.map { layer in
      MetricSeries(
        name: layer.node, steps: nodes.steps.map(Double.init),
        values: Self.leastOfLast(layer.shares, Self.deadUnitsReach))
    }
  }

  /// So many captured steps make a unit's silence count.
  package static let deadUnitsReach = 32
  /// In fewer steps silence may be chance.
  private static let fewestTelling = 8
  /// In smaller batches a unit that works may find no example.
  private static let smallestBatch = 16.0

  /// Of each layer of `relu`, the share of units that gave nothing at each step; NaN where the step
  /// does not tell.
  var deadShares: [(node: Node.ID, shares: [Double])] {
    guard let graph else { return [] }
    let index = NodeIndex(graph)
    return nodes.tracks.compactMap { track in
      guard track.operation?.traits.contains(.isFlatAtZero) == true, !track.value.isEmpty else {
        return nil
      }
      let bias = Self.bias(before: track.node, graph, index).flatMap { nodes[$0] }
      return (track.node, nodes.steps.indices.map { Self.silentShare(track, bias, $0) })
    }
  }

  private static func silentShare(_ relu: NodeTrack, _ bias: NodeTrack?, _ row: Int) -> Double {
    let count = Double(relu.value.count[row])
    guard count > 0 else { return .nan }
    let zeros = Double(relu.value.zeros[row]) / count
    if zeros == 1 { return 1 }
    guard let gradient = bias?.gradient, !gradient.isEmpty, gradient.count[row] > 0 else {
      return 0
    }
    let units = Double(gradient.count[row])
    // Examples that send nothing back say nothing about the units.
    var examples = count / units
    if !relu.gradient.isEmpty { examples *= 1 - Double(relu.gradient.zeros[row]) / count }
    guard examples >= smallestBatch else { return .nan }
    return min(Double(gradient.zeros[row]) / units, zeros)
  }

  /// The least of the last few numbers up to each; NaN where too few are numbers.
  static func leastOfLast(_ numbers: [Double], _ reach: Int) -> [Double] {
    // Ascending candidates, of which the first is the least (a monotone queue), each with its index
    // among the numbers that are numbers.
    var queue: [(number: Double, index: Int)] = []
    var first = 0
    var index = 0
    return numbers.map { number in
      if !number.isNaN {
        while queue.count > first, let last = queue.last, last.number >= number {
          queue.removeLast()
        }
        queue.append((number, index))
        index += 1
        while queue[first].index <= index - 1 - reach { first += 1 }
      }
      return index >= fewestTelling ? queue[first].number : .nan
    }
  }

  /// The parameter that is added to each unit before a node: a dense layer's bias, or the last
  /// parameter of a convolution or a normalisation.
  private static func bias(
    before node: Node.ID, _ graph: ComputationGraph, _ index: NodeIndex
  ) -> Node.ID? {
    guard let own = index[node], let input = index.inputs(of: own).first else { return nil }
    let nodes = graph.nodes
    guard nodes[input].operation.traits.contains(.addsBias) else { return nil }
    let last = index.inputs(of: input).last { leaf in
      nodes[leaf].isParameter && nodes[leaf].extents?.count == 1
    }
    return last.map { nodes[$0].id }
  }

  /// The functions with a parameter between them and the loss.
  var hiddenFunctions: Set<Node.ID> { graph?.hiddenFunctions ?? [] }
}

extension NodeTrack {
  /// What computes it; nil where the log does not tell.
  var operation: Operation? { op.map { Operation[$0] } }

  /// The mean slope of a `tanh` or a `sigmoid` as a share of the greatest, at each step; nil for
  /// what does not saturate as they do.
  var slopes: [Double]? {
    guard !value.isEmpty, let ends = operation?.saturation else { return nil }
    // Of values f between a and b the slope is in proportion to (f − a)(b − f), whose mean follows
    // from the means of f and f², and whose greatest is a quarter of (b − a)².
    let (a, b) = (ends.lowerBound, ends.upperBound)
    let scale = 4 / ((b - a) * (b - a))
    return zip(value.mean, value.std).map { mean, std in
      scale * ((a + b) * mean - (mean * mean + std * std) - a * b)
    }
  }
}
