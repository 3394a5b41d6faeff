import VizBase
import VizNeural
import VizPlot
import VizTensor
import VizTrace
import VizTraining

/// A Neural Turing Machine that has learnt to copy sequences of up to twenty vectors: training it takes
/// minutes, so that its parameters are kept (`scripts/carried/make-copy-machine.py`).
///
/// Graves, Wayne and Danihelka, "Neural Turing Machines", 2014, arXiv 1410.5401, section 4.1.
enum CopyMachine {
  /// The trained network.
  static func network() throws -> Network<Float> {
    let plan = try TrainingPlan(TrainingConfiguration(model: "ntm", task: "copy"))
    let data: Dataset<Float> = try SequenceTask.copy.make(examples: 2, seed: 0)
    var network = try plan.network(for: data)
    var bytes = Base64.decode(copyMachineData)[...]
    for parameter in network.parameters {
      let count = parameter.value.shape.elementCount
      let elements = stride(from: bytes.startIndex, to: bytes.startIndex + 4 * count, by: 4)
        .map { start in
          Float(
            bitPattern: (0..<4).reduce(0) { bits, index in
              // A file that is too short is another network's.
              let byte = start + index < bytes.endIndex ? bytes[start + index] : 0
              return bits | UInt32(byte) << (8 * UInt32(index))
            })
        }
      bytes = bytes.dropFirst(4 * count)
      try network.set(parameter.name, to: Tensor(elements, shape: parameter.value.shape))
    }
    return network
  }

  /// What it does with a sequence that it has never seen.
  static func trace(length: Int = 20) throws -> MemoryTrace? {
    let data: Dataset<Float> = try SequenceTask.copy.make(
      examples: 2, length: length, isExact: true, seed: 14)
    return try MemoryTrace(of: network(), on: data, .sequenceBits, step: 3000)
  }

  static func figure() throws -> Figure {
    guard let trace = try trace() else { throw PlotError(.data, "the network has no memory") }
    return try Figure.memory(trace, title: "A Neural Turing Machine copies what it was told")
  }
}
