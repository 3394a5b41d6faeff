/// How an operation on operands of known shapes is computed, forward and back, on numbers that lie
/// where its caller says, without allocating.
///
/// A class, so that a program that runs it copies no references to its shapes.
package protocol OperationPlan: AnyObject, Sendable {
  /// How many numbers it works in, which nobody else reads.
  func roomCount<Scalar: TensorScalar>(of: Scalar.Type) -> Int
  /// How many numbers the way back finds where the way forward left them.
  func keptCount<Scalar: TensorScalar>(of: Scalar.Type) -> Int

  /// Writes what is kept.
  func keep<Scalar: TensorScalar>(_ operands: PlanOperands<Scalar>)

  /// Writes the value of the inputs to all of the output, and what is kept.
  func value<Scalar: TensorScalar>(of operands: PlanOperands<Scalar>)

  /// Writes the cotangent of the input at a position, for the output's at `g`, to `target`.
  func cotangent<Scalar: TensorScalar>(
    _ g: UnsafePointer<Scalar>, at position: Int, _ operands: PlanOperands<Scalar>,
    to target: UnsafeMutablePointer<Scalar>)
}

/// Where the operands of an ``OperationPlan`` lie.
package struct PlanOperands<Scalar: TensorScalar> {
  /// The inputs; what there are not is nil.
  package var x: UnsafePointer<Scalar>
  package var y, z: UnsafePointer<Scalar>?
  package var output: UnsafeMutablePointer<Scalar>
  /// For ``OperationPlan/keptCount(of:)`` and ``OperationPlan/roomCount(of:)`` numbers.
  package var kept, room: UnsafeMutablePointer<Scalar>

  package init(
    x: UnsafePointer<Scalar>, y: UnsafePointer<Scalar>?, z: UnsafePointer<Scalar>?,
    output: UnsafeMutablePointer<Scalar>, kept: UnsafeMutablePointer<Scalar>,
    room: UnsafeMutablePointer<Scalar>
  ) {
    (self.x, self.y, self.z) = (x, y, z)
    (self.output, self.kept, self.room) = (output, kept, room)
  }
}

extension OperationPlan {
  package func roomCount<Scalar: TensorScalar>(of _: Scalar.Type) -> Int { 0 }
  package func keptCount<Scalar: TensorScalar>(of _: Scalar.Type) -> Int { 0 }

  package func keep<Scalar: TensorScalar>(_: PlanOperands<Scalar>) {}
}

// On tensors, which allocate what the plan works on.
extension OperationPlan {
  /// The value of one to three inputs, as `shape`.
  package func value<Scalar: TensorScalar>(
    of inputs: [Tensor<Scalar>], shape: Shape
  ) -> Tensor<Scalar> {
    .value(of: inputs, by: self, shape: shape)
  }

  /// The cotangent of the input at a position for the output's, `g`; of the shape of that input.
  ///
  /// - Parameter output: What ``value(of:shape:)`` gave; nil for a plan that does not look at it.
  package func cotangent<Scalar: TensorScalar>(
    _ g: Tensor<Scalar>, at position: Int, of inputs: [Tensor<Scalar>],
    output: Tensor<Scalar>? = nil
  ) -> Tensor<Scalar> {
    .cotangent(g, at: position, of: inputs, output: output ?? g, by: self)
  }
}

extension Tensor {
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  fileprivate static func value(
    of inputs: [Tensor], by plan: any OperationPlan, shape: Shape
  ) -> Tensor {
    let count = shape.elementCount
    let output = [Scalar](unsafeUninitializedCapacity: count) { output, initialized in
      // The plan writes all of it, over what is there.
      if !_isPOD(Scalar.self) { output.initialize(repeating: 0) }
      initialized = count
      withOperands(inputs, of: plan, output: output) { plan.value(of: $0) }
    }
    return Tensor(unchecked: output, shape: shape)
  }

  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  fileprivate static func cotangent(
    _ g: Tensor, at position: Int, of inputs: [Tensor], output: Tensor, by plan: any OperationPlan
  ) -> Tensor {
    let shape = inputs[position].shape
    var target = [Scalar](repeating: 0, count: shape.elementCount)
    output.elements.withUnsafeBufferPointer { output in
      // The way back reads the output.
      withOperands(inputs, of: plan, output: UnsafeMutableBufferPointer(mutating: output)) {
        operands in
        plan.keep(operands)
        target.withUnsafeMutableBufferPointer { target in
          g.elements.withUnsafeBufferPointer { g in
            guard let g = g.baseAddress, let target = target.baseAddress else { return }
            plan.cotangent(g, at: position, operands, to: target)
          }
        }
      }
    }
    return Tensor(unchecked: target, shape: shape)
  }

  @inline(__always)
  private static func withOperands(
    _ inputs: [Tensor], of plan: any OperationPlan, output: UnsafeMutableBufferPointer<Scalar>,
    _ body: (PlanOperands<Scalar>) -> Void
  ) {
    let kept = plan.keptCount(of: Scalar.self)
    let work = Workspace<Scalar>(
      count: kept + plan.roomCount(of: Scalar.self), isScratch: true)
    // What has no elements has no address, and is not read.
    let none = work.elements
    let (y, z) = (inputs.dropFirst().first, inputs.dropFirst(2).first)
    inputs[0].elements.withUnsafeBufferPointer { x in
      (y ?? inputs[0]).elements.withUnsafeBufferPointer { second in
        (z ?? inputs[0]).elements.withUnsafeBufferPointer { third in
          let operands = PlanOperands(
            x: x.baseAddress ?? UnsafePointer(none), y: y == nil ? nil : second.baseAddress,
            z: z == nil ? nil : third.baseAddress, output: output.baseAddress ?? none,
            kept: none, room: none + kept)
          withExtendedLifetime(work) { body(operands) }
        }
      }
    }
  }
}
