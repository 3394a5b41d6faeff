import VizTensor

// BACKPROPAGATION
//
// A tape is the record of a computation: its nodes, each with its value, what computed it and from
// which earlier nodes, in the order in which they were computed. Here is the sigmoid neuron
// f = σ(w₀x₀ + w₁x₁ + w₂), as `Tape` has it:
//
//     node               value   cotangent
//     w₀                  2.00       −0.20
//     x₀                 −1.00        0.39
//     w₁                 −3.00       −0.39
//     x₁                 −2.00       −0.59
//     w₂                 −3.00        0.20
//     p = w₀ × x₀        −2.00        0.20
//     q = w₁ × x₁         6.00        0.20
//     r = p + q           4.00        0.20
//     s = r + w₂          1.00        0.20
//     f = σ(s)            0.73        1.00
//
// The values were computed down the page. The cotangents are computed up the page. A node's
// cotangent is the derivative of the output in its value: by how much f changes for each little
// bit that the node does. The output's own is 1. Every other node has an effect on f only through
// the nodes that were computed from it, and that is the chain rule: what a node sends back to one
// of its inputs is
//
//     contribution = upstream × local
//
// its own cotangent, times its derivative in this input alone; and where an input is used several
// times, the contributions add up. So f sends back to s 1 × σ(s)(1 − σ(s)) = 0.73 × 0.27 = 0.20.
// Sums pass it on as it is, with a local derivative of 1. p = w₀ × x₀ multiplies it by the other
// factor: w₀ gets 0.20 × x₀ = −0.20, and x₀ gets 0.20 × w₀ = 0.39.
//
// For tensors the local derivative is a matrix, the Jacobian, which no one ever writes down: a
// primitive knows how to multiply a cotangent by it. This vector-Jacobian product, vjp, is the one
// thing that an operation must bring along to be differentiated (`Primitives/`).
//
// A node's inputs stand before it, so that all that it is used for has been seen when the walk comes
// to it: each node is visited once, and each of its vjps costs about as much as its value did. That
// is why the gradient in all inputs together is cheap, a small constant times the function itself,
// be they three or three million. (The other way round, from an input down the page, is forward
// mode: `Modes/Tape+Tangents.swift`. It needs a walk for each input.)
//
// What follows is all of it. `FastPaths/` has the same for users, compiled for each type of number.
extension Tape {
  /// The cotangents of all nodes that the output depends on, from the output's own.
  ///
  /// - Parameters:
  ///   - output: The output's index on the tape.
  ///   - seed: Its cotangent.
  ///   - isWanted: Which nodes are asked for, if not all.
  @inline(__always)
  func cotangents(
    from output: Int, seed: Tensor<Scalar>, where isWanted: [Bool]? = nil
  ) throws -> [Tensor<Scalar>?] {
    var cotangents = [Tensor<Scalar>?](repeating: nil, count: nodes.count)
    cotangents[output] = seed
    for index in (0...output).reversed() {
      guard let upstream = cotangents[index], isWanted?[index] ?? true else { continue }
      for (position, input) in nodes[index].inputs.enumerated() where isWanted?[input] ?? true {
        try cotangents[input].accumulate(vjp(upstream, of: index, to: position))
      }
    }
    return cotangents
  }

  /// Upstream times local: what the node at `index` sends back to its input at `position`.
  @inline(__always)
  func contribution(
    _ upstream: Tensor<Scalar>, of index: Int, to position: Int, by vjp: Primitive<Scalar>.VJP
  ) throws -> Tensor<Scalar> {
    let input = nodes[nodes[index].inputs[position]].value
    // Where broadcasting repeated the input, each copy has its share.
    return try vjp(upstream, call(of: nodes[index]), position).sum(to: input.shape)
  }
}
