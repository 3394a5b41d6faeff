public import VizAutodiff
public import VizTensor

/// One cell reads a sequence, another goes on from its state and gives a sequence: the decoder's
/// input is what it gave at the step before, at first zeros.
///
/// Sutskever, Vinyals and Le, "Sequence to Sequence Learning with Neural Networks", 2014.
public struct EncoderDecoder: Layer {
  /// What reads, and what goes on from its state; both have a state of the same shapes.
  public let encoder, decoder: any Cell
  /// How many numbers each step of the output has, and how many steps it has.
  public let outputs, steps: Int

  /// A pair of cells; the output is an affine function of what the decoder gives.
  public init(encoder: any Cell, decoder: any Cell, outputs: Int, steps: Int) {
    self.encoder = encoder
    self.decoder = decoder
    self.outputs = outputs
    self.steps = steps
  }

  /// Records both for `x`, `[batch, steps, features]`: `[batch, steps, outputs]`.
  ///
  /// - Throws: ``NeuralError`` unless `x` is sequences and there is a step to give.
  public func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, in pass: ForwardPass<Scalar>
  ) throws -> Variable<Scalar> {
    guard x.shape.rank == 3, x.shape.extents[1] > 0, steps > 0 else {
      throw NeuralError.layer(
        pass.path("encoder"),
        reason: "it takes sequences, [batch, steps, features], and gets \(x.shape)")
    }
    let batch = x.shape.extents[0]
    var reading = try Unrolling([encoder], batch: batch, in: pass)
    for t in 0..<x.shape.extents[1] {
      _ = try reading.step("t=\(t + 1)") {
        try x.step(t)
      } mask: {
        try pass.mask?.step(t)
      }
    }
    var giving = try Unrolling(
      [Readout(decoder, outputs)], batch: batch, from: reading.states, in: pass)
    var given = try pass.zeros(batch, outputs)
    var all: [Variable<Scalar>] = []
    for t in 0..<steps {
      given = try giving.step("t=\(x.shape.extents[1] + t + 1)") { given }
      all.append(given)
    }
    return try pass.tape.sequence(all)
  }
}

/// A cell whose output passes an affine function: the state stays the cell's own.
struct Readout: Cell {
  let cell: any Cell
  let outputs: Int

  init(_ cell: any Cell, _ outputs: Int) {
    self.cell = cell
    self.outputs = outputs
  }

  func start<Scalar: TensorScalar>(
    batch: Int, in pass: ForwardPass<Scalar>
  ) throws -> [Variable<Scalar>] { try cell.start(batch: batch, in: pass) }

  func callAsFunction<Scalar: TensorScalar>(
    _ x: Variable<Scalar>, _ state: [Variable<Scalar>], in pass: ForwardPass<Scalar>
  ) throws -> (output: Variable<Scalar>, state: [Variable<Scalar>]) {
    let (output, state) = try cell(x, state, in: pass)
    return (try Dense(outputs, name: "readout")(output, in: pass), state)
  }
}
