import VizAutodiff
import VizTensor

@testable import VizCapture

/// A step that a tape has: the loss of `w`, of some elements.
func tapeValues(
  _ w: [Double], loss make: (Variable<Double>) throws -> Variable<Double> = { try mean($0 * $0) }
) throws -> StepValues<Double> {
  let tape = Tape<Double>()
  let weights = tape.parameter(try Tensor(w, shape: Shape([w.count])), named: "w")
  let loss = try make(weights).named("loss")
  return StepValues(loss, try tape.gradient(of: loss))
}

/// A program of the same, which has run once.
func squares(_ w: [Double]) throws -> (program: TapeProgram<Double>, weights: Variable<Double>) {
  let tape = Tape<Double>()
  let weights = tape.parameter(try Tensor(w, shape: Shape([w.count])), named: "w")
  let program = try TapeProgram(of: try mean(weights * weights).named("loss"))
  try program.forward()
  try program.backward()
  return (program, weights)
}

extension StepValues {
  /// The value and the gradient of a node, as far as there are any.
  func elements(at index: Int) -> (value: [Scalar]?, gradient: [Scalar]?) {
    (withValue(at: index) { Array($0) }, withGradient(at: index) { Array($0) })
  }
}
