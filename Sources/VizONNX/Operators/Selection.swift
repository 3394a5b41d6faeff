import VizAutodiff
import VizTensor

/// Positions of a tensor's elements under a shape: what moving, repeating and choosing elements come
/// to. A position of -1 stands for an element that is filled in.
struct Selection: Sendable {
  var positions: [Int]
  var extents: [Int]

  /// Every element of a tensor where it is.
  init(of shape: Shape) {
    positions = Array(0..<shape.elementCount)
    extents = shape.extents
  }

  init(_ positions: [Int], _ extents: [Int]) {
    self.positions = positions
    self.extents = extents
  }

  private var strides: [Int] {
    var strides = [Int](repeating: 1, count: extents.count)
    for axis in extents.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    return strides
  }

  /// The indices along an axis, in a new order; -1 fills.
  ///
  /// - Throws: `ShapeError` where there is no such axis or index.
  func taking(_ indices: [Int], along axis: Int) throws -> Selection {
    guard self.extents.indices.contains(axis), indices.allSatisfy({ $0 < self.extents[axis] })
    else {
      throw ShapeError(
        op: "select", reason: "an axis \(axis) or an index is not in \(self.extents)")
    }
    let inner = extents[(axis + 1)...].reduce(1, *)
    let outer = extents[..<axis].reduce(1, *)
    var extents = extents
    let block = extents[axis] * inner
    extents[axis] = indices.count
    var result: [Int] = []
    result.reserveCapacity(try Shape(extents).elementCount)
    for index in 0..<outer {
      for position in indices {
        if position < 0 {
          result.append(contentsOf: repeatElement(-1, count: inner))
        } else {
          let start = index * block + position * inner
          result.append(contentsOf: positions[start..<start + inner])
        }
      }
    }
    return Selection(result, extents)
  }

  func transposed(_ permutation: [Int]) -> Selection {
    let strides = strides
    let turned = permutation.map { extents[$0] }
    return Selection(
      Self.indices(of: turned).map { index in
        positions[zip(index, permutation).reduce(0) { $0 + $1.0 * strides[$1.1] }]
      }, turned)
  }

  func reshaped(to extents: [Int]) -> Selection { Selection(positions, extents) }

  /// Every index of a tensor of these extents, the last one fastest.
  static func indices(of extents: [Int]) -> [[Int]] {
    var all: [[Int]] = []
    guard !extents.contains(0) else { return all }
    var index = [Int](repeating: 0, count: extents.count)
    while true {
      all.append(index)
      var axis = extents.count - 1
      while axis >= 0 {
        index[axis] += 1
        if index[axis] < extents[axis] { break }
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return all }
    }
  }

  /// The elements of a variable so selected; its adjoint adds what comes back at each position.
  func of(
    _ x: Variable<Double>, named name: String = "select", fill: Double = 0
  ) throws -> Variable<Double> {
    let shape = try Shape(extents)
    let positions = positions
    return try x.tape.apply(
      Primitive(
        name, arity: 1,
        value: { inputs in Self.take(positions, of: inputs[0], shape, fill) },
        vjp: { g, call, _ in
          var sums = [Double](repeating: 0, count: call.inputs[0].shape.elementCount)
          for (position, element) in zip(positions, g.elements) where position >= 0 {
            sums[position] += element
          }
          return try Tensor(sums, shape: call.inputs[0].shape)
        },
        jvp: { t, _ in t[0].map { Self.take(positions, of: $0, shape, 0) } }), [x])
  }

  private static func take(
    _ positions: [Int], of x: Tensor<Double>, _ shape: Shape, _ fill: Double
  ) -> Tensor<Double> {
    let elements = positions.map { $0 < 0 ? fill : x.elements[$0] }
    return (try? Tensor(elements, shape: shape)) ?? x
  }
}
