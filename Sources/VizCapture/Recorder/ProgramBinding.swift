import Foundation
import VizAutodiff
import VizEvents
import VizTensor

/// Where a program has the numbers of a layout's entries: looked up once, as they stay there.
final class ProgramBinding<Scalar: TensorScalar> {
  let program: TapeProgram<Scalar>
  /// The tensors, each once, though several nodes may hold it.
  let tensors: [UnsafeBufferPointer<Scalar>]
  /// The tensors by index, dealt out to those who measure them at once; one alone for a small network.
  let shares: [[Int]]
  let rows: [StepStatistics.Row]
  /// The gradients of parameters: all of them, and those that no entry has.
  let gradients, otherGradients: [UnsafeBufferPointer<Scalar>]

  private struct Location: Hashable {
    var start: UnsafeRawPointer?
    var count: Int
  }

  init(_ program: TapeProgram<Scalar>, _ layout: CaptureLayout<Scalar>) {
    self.program = program
    var tensors: [UnsafeBufferPointer<Scalar>] = []
    var indices: [Location: Int] = [:]
    func index(of elements: UnsafeBufferPointer<Scalar>?) -> Int? {
      guard let elements else { return nil }
      let location = Location(
        start: UnsafeRawPointer(elements.baseAddress), count: elements.count)
      if let known = indices[location] { return known }
      indices[location] = tensors.count
      tensors.append(elements)
      return tensors.count - 1
    }
    rows = layout.entries.map { entry in
      StepStatistics.Row(
        value: index(of: program.valueElements(of: entry.index)),
        gradient: index(of: program.gradientElements(of: entry.index)))
    }
    self.tensors = tensors
    shares = Self.deal(tensors.map(\.count), among: Shares.processors)
    gradients = layout.parameters.compactMap { program.gradientElements(of: $0.entry.index) }
    otherGradients = layout.parameters.filter { $0.row == nil }
      .compactMap { program.gradientElements(of: $0.entry.index) }
  }

  /// Deals tensors of some sizes out to as many as have enough to do, the largest first, each to whoever
  /// has least.
  static func deal(_ sizes: [Int], among processors: Int) -> [[Int]] {
    let count = Shares.count(sizes.reduce(0, +), among: processors)
    var (shares, totals) = ([[Int]](repeating: [], count: count), [Int](repeating: 0, count: count))
    for index in sizes.indices.sorted(by: { (sizes[$1], $0) < (sizes[$0], $1) }) {
      let least = totals.indices.min { (totals[$0], $0) < (totals[$1], $1) } ?? 0
      shares[least].append(index)
      totals[least] += sizes[index]
    }
    return shares
  }
}

/// Among how many threads numbers are shared out.
enum Shares {
  static let processors = ProcessInfo.processInfo.activeProcessorCount
  /// So many numbers are measured while another thread only wakes up.
  private static let fewest = 1 << 17
  /// Memory is no quicker for more.
  private static let most = 4

  /// How many share so many numbers.
  static func count(_ numbers: Int, among processors: Int) -> Int {
    max(1, min(processors, most, numbers / fewest))
  }
}
