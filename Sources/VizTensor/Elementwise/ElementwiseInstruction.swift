/// One step of an ``ElementwiseRun``: what is computed, from where, and where it goes.
///
/// 16 bytes, so that a graph of single numbers runs from the cache.
package struct ElementwiseInstruction: Sendable {
  package enum Code: Sendable, Equatable {
    /// `output = f(left)`.
    case function(ElementwiseFunction)
    /// `output = left ∘ right`.
    case operation(ElementwiseOperation)
    /// `output = left`.
    case copy
    /// `output += left`.
    case add
    /// `output += left * right`.
    case addProduct
    /// `output[0] += left[0] + left[1] + …`.
    case sum
    /// `output[j] += left[0, j] + left[1, j] + …`.
    case sumRows
    /// `output[i, j] = left[j]`.
    case repeatRow
  }

  /// How the numbers at an operand's offset belong to the elements of a run.
  package enum Kind: UInt8, Sendable {
    /// One for each element.
    case full
    /// One for each element of the block at hand.
    case register
    /// One for each column.
    case row
    /// One for all.
    case scalar
  }

  package struct Operand: Sendable, Equatable {
    package var offset: Int32
    package var kind: Kind

    package init(_ offset: Int32, _ kind: Kind) {
      self.offset = offset
      self.kind = kind
    }
  }

  let code: Code
  let outputKind, leftKind, rightKind: Kind
  let output, left, right: Int32

  package init(_ code: Code, _ output: Operand, _ left: Operand, _ right: Operand? = nil) {
    self.code = code
    (self.output, outputKind) = (output.offset, output.kind)
    (self.left, leftKind) = (left.offset, left.kind)
    (self.right, rightKind) = (right?.offset ?? left.offset, right?.kind ?? left.kind)
  }

  /// What it reads and writes.
  var operands: [Operand] {
    [Operand(output, outputKind), Operand(left, leftKind), Operand(right, rightKind)]
  }

  /// The instruction with other operands, in the order of ``operands``.
  func with(_ operands: [Operand]) -> ElementwiseInstruction {
    ElementwiseInstruction(code, operands[0], operands[1], operands[2])
  }
}
