import VizTensor

/// What a program does at one go; offsets are those of its workspace.
enum ProgramStep {
  case elementwise(ElementwiseRun)
  case multiply(MatrixPlan, Int, Int, to: Int)
  case plan(any OperationPlan, PlanOffsets)
  /// What the cotangent at an offset sends back to the input at a position.
  case planBack(any OperationPlan, PlanOffsets, Int, position: Int, to: Int)
  /// The value of a node by its primitive's rule.
  case value(Int)
  /// What a node sends back to its inputs, by its primitive's rule.
  case cotangents(Int, [SentCotangent])
}

/// Where an operation has its inputs and its output, what it keeps, and room to work in.
struct PlanOffsets {
  var inputs: [Int]
  var output: Int
  var kept, room: Int

  /// All but the room, which nobody else reads.
  var operands: [Int] { inputs + [output] }

  func operands<Scalar>(on base: UnsafeMutablePointer<Scalar>) -> PlanOperands<Scalar> {
    PlanOperands(
      x: base + inputs[0], y: inputs.count > 1 ? base + inputs[1] : nil,
      z: inputs.count > 2 ? base + inputs[2] : nil, output: base + output, kept: base + kept,
      room: base + room)
  }
}

/// What arrives at an input, and where.
struct SentCotangent {
  var position: Int
  var offset: Int
  /// Whether it is written there, and not added.
  var isFirst: Bool
}

/// Where values and cotangents of a tape's nodes lie in a workspace; -1 for none.
struct ProgramOffsets {
  var values: [Int32]
  var cotangents: [Int32]
}
