/// Where each element of a result comes from: flat positions in a tensor, or nowhere.
///
/// What elements are taken from adds up what comes back.
package struct Rearrangement: Sendable {
  /// -1 for what comes from nowhere.
  package let positions: [Int]
  /// The shape of the result.
  package let shape: Shape

  package init(positions: [Int], shape: Shape) {
    self.positions = positions
    self.shape = shape
  }

  /// A result of ``positions`` that each axis gives: for every one of its places, the place in `shape`
  /// along the same axis, or -1.
  package init(of shape: Shape, byAxis indices: [[Int]]) throws(ShapeError) {
    let result = try Shape(indices.map(\.count))
    var positions = [0]
    for (axis, (stride, indices)) in zip(shape.strides, indices).enumerated() {
      var finer: [Int] = []
      finer.reserveCapacity(result.extents[...axis].reduce(1, *))
      for position in positions {
        for index in indices {
          finer.append(position < 0 || index < 0 ? -1 : position + index * stride)
        }
      }
      positions = finer
    }
    self.init(positions: positions, shape: result)
  }

  /// How many elements come from somewhere.
  package var taken: Int { positions.count { $0 >= 0 } }
}

extension Tensor {
  /// The elements where the rearrangement takes them from, and `filling` elsewhere.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func rearranged(_ by: Rearrangement, filling: Scalar = 0) -> Tensor {
    Tensor(
      unchecked: by.positions.map { $0 < 0 ? filling : elements[$0] }, shape: by.shape)
  }

  /// The adjoint of ``rearranged(_:filling:)``: zeros of `shape` to which each element is added where
  /// it was taken from.
  @_specialize(where Scalar == Double)
  @_specialize(where Scalar == Float)
  package func rearranged(backFrom by: Rearrangement, to shape: Shape) -> Tensor {
    var result = [Scalar](repeating: 0, count: shape.elementCount)
    for (element, position) in Swift.zip(elements, by.positions) where position >= 0 {
      result[position] += element
    }
    return Tensor(unchecked: result, shape: shape)
  }
}

extension Shape {
  /// The flat positions along each place of `index`, of elements with the same coordinates but for the
  /// one along `axis`, for which each of the `numbers` stands (nil: the same there too).
  ///
  /// `index` is the shape of what has the coordinates; an axis of extent 1 here stands for all.
  package func positions(
    along index: Shape, axis: Int? = nil, numbers: [Int] = []
  ) -> [Int] {
    var positions: [Int] = []
    positions.reserveCapacity(index.elementCount)
    let own = zip(strides, extents).map { $1 == 1 ? 0 : $0 }
    var coordinates = [Int](repeating: 0, count: index.rank)
    for offset in 0..<index.elementCount {
      var position = 0
      for other in 0..<index.rank {
        position += (other == axis ? numbers[offset] : coordinates[other]) * own[other]
      }
      positions.append(position)
      var last = index.rank - 1
      while last >= 0 {
        coordinates[last] += 1
        if coordinates[last] < index.extents[last] { break }
        coordinates[last] = 0
        last -= 1
      }
    }
    return positions
  }
}
