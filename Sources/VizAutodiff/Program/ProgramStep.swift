import VizTensor

/// What a program does at one go; offsets are those of its workspace.
enum ProgramStep {
  case elementwise(ElementwiseRun)
  case multiply(MatrixPlan, Int, Int, to: Int)
  case convolve(ConvolutionPlan, ConvolutionOffsets)
  /// What a convolution sends back to its input at a position.
  case convolveBack(ConvolutionPlan, ConvolutionOffsets, position: Int, to: Int)
  case choose(MaximumPlan, Int, to: Int)
  /// The cotangent at an offset goes to what was chosen from the images at another.
  case chooseBack(MaximumPlan, Int, of: Int, to: Int)
  /// The value of a node by its primitive's rule.
  case value(Int)
  /// What a node sends back to its inputs, by its primitive's rule.
  case cotangents(Int, [Contribution])
}

/// Where a convolution has its inputs, its output or the cotangent of that, and room to work in.
struct ConvolutionOffsets {
  var images, weight: Int
  /// Nil where there is none.
  var bias: Int?
  var output: Int
  var columns, rows: Int

  /// All but the room, which nobody else reads.
  var operands: [Int] { [images, weight, output] + (bias.map { [$0] } ?? []) }
}

/// What arrives at an input, and where.
struct Contribution {
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
