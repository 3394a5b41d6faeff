import VizTensor

extension Primitive {
  static var einsums: [PrimitiveEntry<Scalar>] {
    [
      PrimitiveEntry("einsum") { reader in
        let text = try reader.requiredString("equation")
        do {
          return .einsum(try EinsumEquation(text))
        } catch let fault as EinsumEquation.Fault {
          throw AutodiffError.attribute(
            op: "einsum", name: "equation", reason: "\(text) is none: \(fault.reason)")
        }
      }
    ]
  }

  /// Einstein's sum: the products of all operands' elements whose labels agree, summed over the
  /// labels that the result lacks. Inputs: an operand for each part of the equation. Attribute:
  /// `equation` (required).
  ///
  /// From left to right, each two as a batch of matrix products.
  static func einsum(_ equation: EinsumEquation) -> Primitive {
    composite("einsum", arity: nil, attributes: ["equation": .string(equation.text)]) { x in
      let (labels, output) = try equation.labels(of: x.map(\.shape))
      var terms = try zip(x, labels).map { try EinsumTerm($0, $1) }
      var result = terms.removeFirst()
      while !terms.isEmpty {
        let next = terms.removeFirst()
        result = try result.times(next, keeping: Set(output + terms.flatMap(\.labels)))
      }
      return try result.summed(keeping: Set(output)).ordered(output)
    }
  }
}

/// A tensor whose axes have labels, each another one.
private struct EinsumTerm<Scalar: TensorScalar> {
  let tensor: Variable<Scalar>
  let labels: [Character]

  /// Where a label stands twice, the diagonal.
  init(_ tensor: Variable<Scalar>, _ labels: [Character]) throws {
    var (tensor, labels) = (tensor, labels)
    while let second = labels.indices.first(where: { labels[..<$0].contains(labels[$0]) }),
      let first = labels.firstIndex(of: labels[second])
    {
      let extents = tensor.extents
      guard extents[first] == extents[second] else {
        throw ShapeError(
          op: "",
          reason:
            "the axes \(labels[first]), \(extents[first]) and \(extents[second]), must be equal"
        )
      }
      let rest = labels.indices.filter { $0 != first && $0 != second }
      let (others, n) = (rest.map { extents[$0] }, extents[first])
      let square = try tensor.transposed(rest + [first, second]).reshaped(to: others + [n * n])
      tensor = try square.sliced(axis: others.count, from: 0, to: n * n, by: n + 1)
      labels = rest.map { labels[$0] } + [labels[first]]
    }
    (self.tensor, self.labels) = (tensor, labels)
  }

  private init(_ tensor: Variable<Scalar>, distinct labels: [Character]) {
    (self.tensor, self.labels) = (tensor, labels)
  }

  private func extent(_ label: Character) -> Int {
    labels.firstIndex(of: label).map { tensor.extents[$0] } ?? 1
  }

  /// Summed over all other labels than these.
  func summed(keeping kept: Set<Character>) throws -> EinsumTerm {
    let axes = labels.indices.filter { !kept.contains(labels[$0]) }
    if axes.isEmpty { return self }
    return EinsumTerm(
      try sum(tensor, axes: axes), distinct: labels.filter { kept.contains($0) })
  }

  /// The axes in the order of these labels, which are its own.
  func ordered(_ order: [Character]) throws -> Variable<Scalar> {
    try tensor.transposed(order.compactMap { labels.firstIndex(of: $0) })
  }

  /// The products with another, summed over what both have and no one keeps.
  func times(_ other: EinsumTerm, keeping kept: Set<Character>) throws -> EinsumTerm {
    let a = try summed(keeping: kept.union(other.labels))
    let b = try other.summed(keeping: kept.union(labels))
    let both = a.labels.filter { b.labels.contains($0) }
    for label in both where a.extent(label) != b.extent(label) {
      guard a.extent(label) == 1 || b.extent(label) == 1 else {
        throw ShapeError(
          op: "",
          reason: "the axes \(label), \(a.extent(label)) and \(b.extent(label)), must be equal")
      }
    }
    let (batch, inner) = (both.filter(kept.contains), both.filter { !kept.contains($0) })
    let left = a.labels.filter { !b.labels.contains($0) }
    let right = b.labels.filter { !a.labels.contains($0) }
    func count(_ term: EinsumTerm, _ labels: [Character]) -> Int {
      labels.reduce(1) { $0 * term.extent($1) }
    }
    // What one has once and the other several times is repeated, to be summed over.
    let depth = inner.map { a.extent($0) == 1 ? b.extent($0) : a.extent($0) }
    func matrix(_ term: EinsumTerm, _ own: [Character]) throws -> Variable<Scalar> {
      let order = batch + own + inner
      let ordered = try term.ordered(order)
      let whole = (batch + own).map { term.extent($0) } + depth
      let repeated = ordered.extents == whole ? ordered : try broadcast(ordered, to: Shape(whole))
      return try repeated.reshaped(
        to: batch.map { term.extent($0) } + [count(term, own), depth.reduce(1, *)])
    }
    let rows = try matrix(a, left)
    let columns = try matrix(b, right)
    var swap = Array(0..<batch.count + 2)
    swap.swapAt(batch.count, batch.count + 1)
    let product = try matmul(rows, columns.transposed(swap))
    let extents =
      Array(product.extents.prefix(batch.count)) + left.map { a.extent($0) }
      + right.map { b.extent($0) }
    return EinsumTerm(try product.reshaped(to: extents), distinct: batch + left + right)
  }
}
