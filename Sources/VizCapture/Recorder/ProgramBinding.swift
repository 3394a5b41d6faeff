import VizAutodiff
import VizEvents
import VizTensor

/// Where a program has the numbers of a layout's entries: looked up once, as they stay there.
final class ProgramBinding<Scalar: TensorScalar> {
  let program: TapeProgram<Scalar>
  /// The tensors, each once, though several nodes may hold it.
  let tensors: [UnsafeBufferPointer<Scalar>]
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
    gradients = layout.parameters.compactMap { program.gradientElements(of: $0.entry.index) }
    otherGradients = layout.parameters.filter { $0.row == nil }
      .compactMap { program.gradientElements(of: $0.entry.index) }
  }
}
