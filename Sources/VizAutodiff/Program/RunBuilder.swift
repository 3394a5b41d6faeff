import VizTensor

/// The run that nodes join while their shapes agree.
struct RunBuilder {
  var run: ElementwiseRun
  var hasRows = false
  /// The sums that are being added up, which are there when the run has ended.
  var sums: Set<Int32> = []
  /// Rows that are repeated over a block, by where they come from.
  var repeated: [Int32: ElementwiseInstruction.Operand] = [:]
  /// What the run uses on its way.
  var registers: [(count: Int, offset: Int32)] = []
  /// What of that the node at hand does, and what other nodes have done with. The latter is not
  /// for what the prologue writes, which lasts for the whole run.
  var temporaries: [(count: Int, offset: Int32)] = []
  var idle: [Int: [Int32]] = [:]

  var count: Int { run.count }
  /// What a register takes.
  var registerCount: Int { run.mostBlockLength }
}
