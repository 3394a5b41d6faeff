/// Elementwise operations on numbers of a ``Workspace`` that are computed together, block by block:
/// what one leaves in the cache the next finds there, and memory is passed over once.
///
/// A class, so that running it copies no references to its lists.
package final class ElementwiseRun {
  package typealias Instruction = ElementwiseInstruction

  /// How many elements there are, in rows of `columns`.
  package let count: Int
  package var columns = 1
  /// Before the first block: rows are repeated over a block, and sums begin at 0.
  package var prologue: [Instruction] = []
  package var body: [Instruction] = []
  /// After the last block, on what was summed up.
  package var epilogue: [Instruction] = []

  package init(count: Int) { self.count = count }

  /// The elements of one block: whole rows and whole vectors, so that a number meets the same
  /// neighbours in its vector whether there are blocks or not.
  package var blockLength: Int {
    let unit = columns << max(0, 3 - columns.trailingZeroBitCount)
    return min(count, unit >= Self.aim ? unit : Self.aim / unit * unit)
  }

  /// As many that what a chain of operations touches stays in the first or second cache. Over four
  /// million floats this takes an eighth off a chain of eleven sums and products, whose values are
  /// all kept; a fourth of it or less costs more for calls than it saves.
  package static let aim = 4096

  /// The longest block, whatever of rows may still join.
  package var mostBlockLength: Int { min(count, max(blockLength, Self.aim)) }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func execute<Scalar: TensorScalar>(on base: UnsafeMutablePointer<Scalar>) {
    if count == 1 { return executeScalars(on: base) }
    for instruction in prologue { execute(instruction, on: base, from: 0, blockLength) }
    for start in stride(from: 0, to: count, by: blockLength) {
      let length = min(blockLength, count - start)
      for instruction in body { execute(instruction, on: base, from: start, length) }
    }
    for instruction in epilogue { execute(instruction, on: base, from: 0, blockLength) }
  }

  /// One instruction on the `length` elements from `start` on.
  @inline(__always)
  private func execute<Scalar: TensorScalar>(
    _ instruction: Instruction, on base: UnsafeMutablePointer<Scalar>, from start: Int,
    _ length: Int
  ) {
    func address(_ offset: Int32, _ kind: Instruction.Kind) -> UnsafeMutablePointer<Scalar> {
      base + Int(offset) + (kind == .full ? start : 0)
    }
    let output = address(instruction.output, instruction.outputKind)
    let left = address(instruction.left, instruction.leftKind)
    let leftStep = instruction.leftKind == .scalar ? 0 : 1
    let length =
      switch instruction.outputKind {
      case .full, .register: length
      case .row: columns
      case .scalar: 1
      }
    switch instruction.code {
    case .function(let function): function.apply(left, to: output, count: length)
    case .operation(let operation):
      operation.apply(
        left, step: leftStep, address(instruction.right, instruction.rightKind),
        step: instruction.rightKind == .scalar ? 0 : 1, to: output, count: length)
    case .copy:
      if leftStep == 0 {
        output.update(repeating: left.pointee, count: length)
      } else {
        output.update(from: left, count: length)
      }
    case .add:
      if leftStep == 0 {
        let term = left.pointee
        for i in 0..<length { output[i] += term }
      } else {
        for i in 0..<length { output[i] += left[i] }
      }
    case .addProduct:
      let right = address(instruction.right, instruction.rightKind)
      switch (leftStep, instruction.rightKind) {
      case (0, _):
        let factor = left.pointee
        for i in 0..<length { output[i] += factor * right[i] }
      case (_, .scalar):
        let factor = right.pointee
        for i in 0..<length { output[i] += left[i] * factor }
      default:
        for i in 0..<length { output[i] += left[i] * right[i] }
      }
    default: reduceOrRepeat(instruction.code, left, output, start, length)
    }
  }

  @inline(__always)
  private func reduceOrRepeat<Scalar: TensorScalar>(
    _ code: Instruction.Code, _ left: UnsafeMutablePointer<Scalar>,
    _ output: UnsafeMutablePointer<Scalar>, _ start: Int, _ length: Int
  ) {
    let block = min(blockLength, count - start)
    switch code {
    case .sum:
      var sum = output.pointee
      for i in 0..<block { sum += left[i] }
      output.pointee = sum
    case .sumRows:
      for row in stride(from: 0, to: block, by: columns) {
        for column in 0..<columns { output[column] += left[row + column] }
      }
    default:
      for row in stride(from: 0, to: block, by: columns) {
        (output + row).update(from: left, count: columns)
      }
    }
  }

  /// Where all operands are single numbers, there are neither blocks nor kinds to tell apart.
  @inline(__always)
  private func executeScalars<Scalar: TensorScalar>(on base: UnsafeMutablePointer<Scalar>) {
    body.withUnsafeBufferPointer { body in
      for instruction in body {
        let output = base + Int(instruction.output)
        let left = base + Int(instruction.left)
        let right = base + Int(instruction.right)
        switch instruction.code {
        case .operation(.add): output.pointee = left.pointee + right.pointee
        case .operation(.sub): output.pointee = left.pointee - right.pointee
        case .operation(.mul): output.pointee = left.pointee * right.pointee
        case .add: output.pointee += left.pointee
        case .addProduct: output.pointee += left.pointee * right.pointee
        case .function(let function): function.apply(left, to: output, count: 1)
        case .operation(let operation):
          operation.apply(left, step: 1, right, step: 1, to: output, count: 1)
        // A single number is its own sum.
        case .copy, .sum, .sumRows, .repeatRow: output.pointee = left.pointee
        }
      }
    }
  }
}
