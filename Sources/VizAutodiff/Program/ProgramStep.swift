import VizTensor

/// What a program does at one go; offsets are those of its workspace.
enum ProgramStep {
  case elementwise(ElementwiseRun)
  case multiply(MatrixPlan, Int, Int, to: Int)
  /// The value of a node by its primitive's rule.
  case value(Int)
  /// What a node sends back to its inputs, by its primitive's rule.
  case cotangents(Int, [Contribution])
}

/// What arrives at an input, and where.
struct Contribution {
  var position: Int
  var offset: Int
  /// Whether it is written there, and not added.
  var isFirst: Bool
}

/// Where values and cotangents of a tape's nodes lie in a workspace; -1 for none.
struct ProgramPlaces {
  var values: [Int32]
  var cotangents: [Int32]
}
