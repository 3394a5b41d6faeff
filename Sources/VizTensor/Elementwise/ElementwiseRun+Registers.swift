extension ElementwiseRun {
  /// All that its instructions read and write.
  package var operands: [Instruction.Operand] {
    (prologue + body + epilogue).flatMap(\.operands)
  }

  /// Keeps the numbers at `offsets`, which nothing else reads, in registers of one block each.
  ///
  /// They are read after they are written. `take` gives the place of another register.
  package func keepInRegisters(_ offsets: Set<Int32>, take: () -> Int32) {
    var lastUse: [Int32: Int] = [:]
    for (number, instruction) in body.enumerated() {
      for operand in instruction.operands where offsets.contains(operand.offset) {
        lastUse[operand.offset] = number
      }
    }
    var registers: [Int32: Int32] = [:]
    var idle: [Int32] = []
    for (number, instruction) in body.enumerated() {
      let operands = instruction.operands
      body[number] = instruction.with(
        operands.map { operand in
          guard lastUse[operand.offset] != nil else { return operand }
          let register = registers[operand.offset] ?? idle.popLast() ?? take()
          registers[operand.offset] = register
          return Instruction.Operand(register, .register)
        })
      for offset in Set(operands.map(\.offset)) where lastUse[offset] == number {
        if let register = registers[offset] { idle.append(register) }
      }
    }
  }
}
