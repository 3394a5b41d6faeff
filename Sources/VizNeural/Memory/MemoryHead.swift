import VizAutodiff
import VizTensor

/// A head of a ``NeuralTuringMachine``: from what the controller gives it finds a weighting of the
/// memory's locations, by content and by place, and reads or writes there.
///
/// Of the controller's numbers an affine function gives the key k, its strength β = softplus, the gate
/// g = sigmoid, the shift s = softmax, the sharpness γ = 1 + softplus, and for a head that writes what
/// it erases, e = sigmoid, and adds, a = tanh. Then, as in section 3.3 of the paper:
///
/// 1. content: `c = softmax(β K(k, M(i)))`, K the cosine of the angle,
/// 2. interpolation: `w ← g c + (1 - g) w`, w that of the step before,
/// 3. convolutional shift: `w(i) ← Σ w(j) s(i - j)`, around the end of the memory,
/// 4. sharpening: `w ← w^γ / Σ w^γ`.
struct MemoryHead: Sendable {
  enum Kind: String, Sendable { case read, write }

  /// What became of a step.
  enum Change<Scalar: TensorScalar> {
    case memory(Variable<Scalar>)
    case read(Variable<Scalar>)
  }

  let kind: Kind
  let number, locations, width, reach: Int

  init(_ kind: Kind, number: Int, locations: Int, width: Int, reach: Int) {
    self.kind = kind
    self.number = number
    self.locations = locations
    self.width = width
    self.reach = reach
  }

  /// Is added to the square of a norm, so that a blank location has a direction without a cliff.
  static let leastSquare = 1e-4
  /// Is added to what sharpening divides by, which may be too small for a number.
  static let leastSum = 1e-16

  /// Records a step: the head's new weighting `[batch, locations]`, and the memory after writing, or
  /// what was read, `[batch, width]`.
  func callAsFunction<Scalar: TensorScalar>(
    _ control: Variable<Scalar>, _ memory: Variable<Scalar>, _ weighting: Variable<Scalar>,
    in pass: ForwardPass<Scalar>
  ) throws -> (weighting: Variable<Scalar>, change: Change<Scalar>) {
    try pass.scope(kind.rawValue, name: "\(kind.rawValue)\(number)") {
      let shifts = 2 * reach + 1
      let sizes = [width, 1, 1, shifts, 1] + (kind == .write ? [width, width] : [])
      let parts = try control.affine(
        sizes.reduce(0, +), nil, standard: .xavierUniform, bias: true, in: pass
      ).split(sizes)
      let content = try content(key: tanh(parts[0]), softplus(parts[1]), memory, pass)
      let gate = try sigmoid(parts[2]).named(pass.label("gate"))
      let gated = try weighting + gate * (content - weighting)
      let shifted = try shifted(gated, by: softmax(parts[3]).named(pass.label("shift")))
      let powers = try Variable.pow(
        shifted, (softplus(parts[4]) + 1).named(pass.label("sharpness")))
      let newWeighting = try
        (powers / (sum(powers, axes: [1], keepdims: true) + Scalar(Self.leastSum)))
        .named(pass.label("weighting"))
      pass.keep(newWeighting, as: "\(kind.rawValue)\(number)/weighting")
      guard kind == .write else {
        let read = try reshape(matmul(row(newWeighting), memory), to: [-1, width])
          .named(pass.label("vector"))
        pass.keep(read, as: "read\(number)/vector")
        return (newWeighting, .read(read))
      }
      let erase = try sigmoid(parts[5]).named(pass.label("erase"))
      let add = try tanh(parts[6]).named(pass.label("add"))
      pass.keep(add, as: "write\(number)/add")
      let column = try reshape(newWeighting, to: [-1, locations, 1])
      let kept = try memory - memory * matmul(column, row(erase))
      let written = try (kept + matmul(column, row(add))).named(pass.label("memory"))
      pass.keep(written, as: "memory")
      return (newWeighting, .memory(written))
    }
  }

  /// The softmax of β times the cosine of the angle between the key and each location.
  private func content<Scalar: TensorScalar>(
    key: Variable<Scalar>, _ strength: Variable<Scalar>, _ memory: Variable<Scalar>,
    _ pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    let key = key.named(pass.label("key"))
    let least = Scalar(Self.leastSquare)
    let products = try reshape(
      matmul(memory, reshape(key, to: [-1, width, 1])), to: [-1, locations])
    let keyNorm = try sqrt(sum(key * key, axes: [1], keepdims: true) + least)
    let norms = try sqrt(sum(memory * memory, axes: [2]) + least)
    let cosines = try products / (norms * keyNorm)
    return try softmax(cosines * strength.named(pass.label("strength")))
      .named(pass.label("content"))
  }

  /// The circular convolution with the shift's distribution, whose first number moves back by the
  /// reach.
  private func shifted<Scalar: TensorScalar>(
    _ weighting: Variable<Scalar>, by shift: Variable<Scalar>
  ) throws -> Variable<Scalar> {
    // In range: the reach is at least 0.
    let offsets = -reach...reach
    let indices = offsets.flatMap { offset in
      (0..<locations).map { ($0 - offset + locations) % locations }
    }
    let copies = try weighting.tape.apply(
      .make(op: "index_select", attributes: ["axis": 1]),
      [weighting, weighting.tape.constant(Tensor(indices.map { Scalar($0) }))])
    let rows = try reshape(copies, to: [-1, offsets.count, locations])
    return try reshape(matmul(row(shift), rows), to: [-1, locations])
  }

  /// `[batch, n]` as `[batch, 1, n]`.
  private func row<Scalar: TensorScalar>(_ x: Variable<Scalar>) throws -> Variable<Scalar> {
    try reshape(x, to: [-1, 1, x.shape.extents[1]])
  }
}
