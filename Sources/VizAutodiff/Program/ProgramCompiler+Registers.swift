import VizTensor

extension ProgramCompiler {
  /// Takes values and cotangents that one run alone reads and writes out of memory, but for those of
  /// `values` and `gradients`.
  mutating func leaveOut(
    allBut values: [Variable<Scalar>], gradients: [Variable<Scalar>]
  ) {
    var users = usersByOffset()
    let leaves = tape.nodes.indices.filter { tape.nodes[$0].leafKind != nil }
    for index in values.map(\.index) + leaves { users[offsets.values[index]] = nil }
    for variable in gradients { users[offsets.cotangents[variable.index]] = nil }

    let computed = Set(offsets.values).union(offsets.cotangents)
    let runs = (forward + backward).map { step in
      if case .elementwise(let run) = step { run } else { nil as ElementwiseRun? }
    }
    var pool: [Int: [Int32]] = [:]
    for (number, run) in runs.enumerated() {
      guard let run, run.count > 1 else { continue }
      let own = computed.filter { users[$0] == .some(number) }
      guard !own.isEmpty else { continue }
      var taken: [Int32] = []
      run.keepInRegisters(own) {
        let register = pool[run.blockLength]?.popLast() ?? allocate(run.blockLength)
        taken.append(register)
        return register
      }
      pool[run.blockLength, default: []] += taken
      offsets.leaveOut(own)
    }
  }

  /// The step that uses what lies at an offset, where it is one alone and uses all of it.
  private func usersByOffset() -> [Int32: Int] {
    var users: [Int32: Int?] = [:]
    func note(_ offset: Int32, _ number: Int?) {
      if let known = users[offset], known != number {
        users[offset] = .some(nil)
      } else {
        users[offset] = .some(number)
      }
    }
    for (number, step) in (forward + backward).enumerated() {
      switch step {
      case .elementwise(let run):
        for operand in run.operands { note(operand.offset, operand.kind == .full ? number : nil) }
      case .multiply(_, let a, let b, let c):
        for offset in [a, b, c] { note(Int32(offset), nil) }
      case .plan(_, let offsets):
        for offset in offsets.operands { note(Int32(offset), nil) }
      case .planBack(_, let offsets, let g, _, let target):
        for offset in offsets.operands + [g, target] { note(Int32(offset), nil) }
      case .value(let index):
        for index in tape.nodes[index].inputs + [index] { note(offsets.values[index], nil) }
      case .cotangents(let index, let contributions):
        for index in tape.nodes[index].inputs + [index] { note(offsets.values[index], nil) }
        note(offsets.cotangents[index], nil)
        for contribution in contributions { note(Int32(contribution.offset), nil) }
      }
    }
    return users.compactMapValues { $0 }
  }
}

extension ProgramOffsets {
  /// What lies at `offsets` is no longer there.
  fileprivate mutating func leaveOut(_ offsets: Set<Int32>) {
    for index in values.indices where offsets.contains(values[index]) { values[index] = -1 }
    for index in cotangents.indices where offsets.contains(cotangents[index]) {
      cotangents[index] = -1
    }
  }
}
