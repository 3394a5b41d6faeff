import Foundation
import VizAutodiff
import VizBase
import VizTensor

/// Fourier transforms, as products with the matrices of their waves; and determinants.
extension OperatorTable {
  static let transforms: OperatorRules = [
    "DFT": { call in
      let x = try call.x()
      let rank = x.shape.rank
      guard rank >= 2 else { throw call.misfit("it needs an axis for the parts of its numbers") }
      let axis = try call.axis(
        call.opset < 20 ? call.int("axis", 1) : call.integers(2)?.first ?? -2, rank: rank)
      guard axis < rank - 1 else { throw call.misfit("its axis holds the parts of its numbers") }
      let (isInverse, isHalf) = (call.bool("inverse"), call.bool("onesided"))
      let extent = x.shape.extents[axis]
      let count = call.integers(1)?.first ?? (isInverse && isHalf ? 2 * (extent - 1) : extent)
      guard 0...1 << 16 ~= count else { throw call.unsupported("a transform of \(count) numbers") }
      return try call.like(
        transformed(call, x, axis: axis, count: count, isInverse: isInverse, isHalf: isHalf))
    },
    "STFT": { call in
      let x = try call.x()
      guard x.shape.rank == 3, let step = call.integers(1)?.first, step > 0 else {
        throw call.misfit("its signal or its step does not fit")
      }
      let window = call.optional(2)?.variable
      let extent = x.shape.extents[1]
      let length = call.integers(3)?.first ?? window?.shape.elementCount ?? extent
      guard 1...max(1, min(extent, 1 << 16)) ~= length, extent > 0,
        window == nil || window?.shape.extents == [length]
      else { throw call.misfit("its frames do not fit") }
      let frames = (extent - length) / step + 1
      _ = try Shape([x.shape.extents[0], frames, length, x.shape.extents[2]])
      let indices = (0..<frames).flatMap { frame in (0..<length).map { frame * step + $0 } }
      var seen = try Selection(of: x.shape).taking(indices, along: 1)
        .reshaped(to: [x.shape.extents[0], frames, length, x.shape.extents[2]]).of(x)
      if let window { seen = try seen * reshape(window, to: [length, 1]) }
      return try call.like(
        transformed(
          call, seen, axis: 2, count: length, isInverse: false,
          isHalf: call.bool("onesided", true)))
    },
    "Det": { call in
      let x = try call.x()
      let extents = x.shape.extents
      guard extents.count >= 2, extents[extents.count - 1] == extents[extents.count - 2] else {
        throw call.misfit("it needs square matrices")
      }
      let size = extents[extents.count - 1]
      guard size <= 64 else { throw call.unsupported("a determinant of \(size) rows") }
      let shape = try Shape(Array(extents.dropLast(2)))
      let block = size * size
      let minors: @Sendable (Tensor<Double>) -> [Double] = { x in
        stride(from: 0, to: x.shape.elementCount, by: max(1, block)).flatMap {
          cofactors(Array(x.elements[$0..<$0 + block]), size)
        }
      }
      let y = try call.tape.apply(
        Primitive(
          "det", arity: 1,
          value: { x in
            try Tensor(
              (0..<shape.elementCount).map {
                determinant(Array(x[0].elements[($0 * block)..<($0 + 1) * block]), size)
              }, shape: shape)
          },
          // Jacobi: the slope along an element is its cofactor.
          vjp: { g, given, _ in
            let slopes = minors(given.inputs[0])
            return try Tensor(
              slopes.indices.map { slopes[$0] * g.elements[$0 / block] },
              shape: given.inputs[0].shape)
          },
          jvp: { t, given in
            try t[0].map { t in
              let slopes = minors(given.inputs[0])
              return try Tensor(
                (0..<shape.elementCount).map { index in
                  (index * block..<(index + 1) * block).reduce(0) {
                    $0 + slopes[$1] * t.elements[$1]
                  }
                }, shape: shape)
            }
          }), [x])
      return try call.like(y)
    },
  ]

  /// The transform along an axis; the last one holds the real part and, where there is one, the
  /// imaginary part. `isHalf`: of what is real, only the frequencies that tell the others.
  private static func transformed(
    _ call: OperatorCall, _ x: Variable<Double>, axis: Int, count: Int, isInverse: Bool,
    isHalf: Bool
  ) throws -> Variable<Double> {
    let last = x.shape.rank - 1
    let parts = x.shape.extents[last]
    let extent = x.shape.extents[axis]
    guard 1...2 ~= parts else { throw call.misfit("its numbers have \(parts) parts") }
    let isMirrored = isInverse && isHalf
    // As many as the transform takes: zeros behind, or those below the middle mirrored.
    let taken = (0..<count).map { index -> Int in
      if isMirrored, index > count / 2 { return count - index < extent ? count - index : -1 }
      return index < extent ? index : -1
    }
    let whole = try Selection(of: x.shape).taking(taken, along: axis)
    let real = try whole.taking([0], along: last).of(x)
    var imaginary = parts == 2 ? try whole.taking([1], along: last).of(x) : nil
    if isMirrored, let part = imaginary {
      var extents = [Int](repeating: 1, count: last + 1)
      extents[axis] = count
      let signs = (0..<count).map { $0 > count / 2 ? -1.0 : 1 }
      imaginary = try part * call.tape.constant(Tensor(signs, shape: Shape(extents)))
    }
    let frequencies = isHalf && !isInverse ? count / 2 + 1 : count
    let scale = isInverse && count > 0 ? 1 / Double(count) : 1
    let shape = try Shape([count, frequencies])
    func waves(_ wave: (Double) -> Double) throws -> Variable<Double> {
      let numbers = (0..<count).flatMap { n in
        (0..<frequencies).map { k in
          wave(2 * .pi * Double(n * k % max(1, count)) / Double(max(1, count))) * scale
        }
      }
      return call.tape.constant(try Tensor(numbers, shape: shape))
    }
    let cosines = try waves(cos)
    let sines = try waves { isInverse ? sin($0) : -sin($0) }
    let times = { (x: Variable<Double>, waves: Variable<Double>) in
      try along(axis, of: x) { try matmul($0, waves) }
    }
    var (a, b) = (try times(real, cosines), try times(real, sines))
    if let imaginary {
      a = try a - times(imaginary, sines)
      b = try b + times(imaginary, cosines)
    }
    return isMirrored ? a : try concat([a, b], axis: last)
  }

  /// By elimination with the largest pivot of each column.
  private static func determinant(_ matrix: [Double], _ size: Int) -> Double {
    var (m, result) = (matrix, 1.0)
    for column in 0..<size {
      let pivot =
        (column..<size).max { abs(m[$0 * size + column]) < abs(m[$1 * size + column]) } ?? column
      guard m[pivot * size + column] != 0 else { return 0 }
      if pivot != column {
        for k in 0..<size { m.swapAt(pivot * size + k, column * size + k) }
        result = -result
      }
      result *= m[column * size + column]
      for row in column + 1..<max(size, column + 1) {
        let factor = m[row * size + column] / m[column * size + column]
        for k in column..<size { m[row * size + k] -= factor * m[column * size + k] }
      }
    }
    return result
  }

  private static func cofactors(_ matrix: [Double], _ size: Int) -> [Double] {
    (0..<size * size).map { position in
      let (row, column) = (position / size, position % size)
      let minor = matrix.indices.filter { $0 / size != row && $0 % size != column }
        .map { matrix[$0] }
      return ((row + column) % 2 == 0 ? 1 : -1) * determinant(minor, size - 1)
    }
  }
}
