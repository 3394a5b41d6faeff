import VizBase

extension Node {
  /// What the node sent back along each of its wires, as files of the Python package state it; nil for
  /// a wire of which they state nothing that can be read.
  package var statedContributions: [TensorData?]? {
    statedEntries?.map(Self.contribution)
  }

  /// That along the wire to one of its arguments.
  fileprivate func statedContribution(at argument: Int) -> TensorData? {
    guard let entries = statedEntries, entries.indices.contains(argument) else { return nil }
    return Self.contribution(entries[argument])
  }

  private var statedEntries: [JSONValue]? {
    guard case .array(let entries)? = unknownFields["contributions"],
      entries.count == inputs.count
    else { return nil }
    return entries
  }

  private static func contribution(_ entry: JSONValue) -> TensorData? {
    try? TensorData(jsonData: Array(entry.jsonText().utf8))
  }
}

extension ComputationGraph {
  /// The part of a tensor's gradient that flows back along a use, where the graph tells: as it is stated;
  /// the whole gradient where there is no other use; or what a rule that goes element by element makes
  /// of the gradient that arrives.
  ///
  /// - Parameters:
  ///   - contribution: The use, with the gradients on both of its sides.
  ///   - index: The index of the graph's nodes.
  ///   - isWhole: Whether there is no other use, and no seed.
  package func part(
    of contribution: Contribution, in index: NodeIndex, isWhole: Bool
  ) -> TensorData? {
    let use = contribution.use
    if let part = nodes[use.consumer].statedContribution(at: use.argument) { return part }
    if isWhole { return contribution.total }
    return contribution.upstream.flatMap { scaled($0, along: use, in: index) }
  }

  /// What a rule that goes element by element makes of what flows along a use, in either direction; nil
  /// for other rules, and where what is on both sides differs in shape.
  package func scaled(
    _ flowing: TensorData, along use: Use, in index: NodeIndex
  ) -> TensorData? {
    let node = nodes[use.consumer]
    let inputs = index.inputs(of: use.consumer)
    guard use.argument >= 0, use.argument < inputs.count,
      let extents = nodes[inputs[inputs.startIndex + use.argument]].output(at: index.port(of: use))
        .extents, extents == node.extents
    else { return nil }
    switch node.operation.gradient(at: use.argument)?.text {
    case "{g}": return flowing
    case "−{g}":
      guard case .elements(let elements, let shape) = flowing else { return nil }
      return .elements(elements.map { -$0 }, shape: shape)
    default:
      guard case .elements(let elements, let shape) = flowing, shape == extents,
        elements.count <= Self.mostFactors
      else { return nil }
      let factors = elementFactors(along: use, in: index)
      guard !factors.isEmpty, factors.count == elements.count else { return nil }
      return .elements(zip(elements, factors).map { $0 * $1 }, shape: shape)
    }
  }

  /// The formula of each element is read anew.
  private static let mostFactors = 256

  /// What each element is multiplied by along a use, where the operation goes element by element and all
  /// numbers are known; else empty.
  package func elementFactors(along use: Use, in index: NodeIndex) -> [Double] {
    let node = nodes[use.consumer]
    guard case .elements(let results, _)? = node.value else { return [] }
    let data = index.inputs(of: use.consumer).enumerated().map { argument, input in
      nodes[input].output(at: index.port(of: Use(consumer: use.consumer, argument: argument))).value
    }
    func element(_ data: TensorData?, _ offset: Int) -> Double? {
      guard case .elements(let values, _)? = data else { return nil }
      if values.count == 1 { return values[0] }
      // What is repeated along an axis has its elements elsewhere.
      return values.count == results.count ? values[offset] : nil
    }
    let factors = results.indices.compactMap { offset in
      node.operation.elementFactor(at: use.argument) { gap in
        switch gap {
        case "f": results[offset]
        case "x": element(data.first ?? nil, offset)
        case "y": data.count > 1 ? element(data[1], offset) : nil
        default: nil
        }
      }
    }
    return factors.count == results.count ? factors : []
  }
}
