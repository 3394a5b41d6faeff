import VizTensor

// Images of another size. The axes after batch and channels are resampled one after the other.
extension Primitive {
  static var resamplings: [PrimitiveEntry<Scalar>] {
    [Resampling.Mode.nearest, .nearestExact, .linear, .bilinear, .trilinear].map { mode in
      PrimitiveEntry("upsample_\(mode.rawValue)") { .upsample(try Resampling(mode, &$0)) }
    }
      + [
        adaptive("adaptive_avg_pool1d", 1), adaptive("adaptive_avg_pool2d", 2),
        adaptive("adaptive_avg_pool3d", 3),
      ]
  }

  /// The nearest pixel, or a mean of both neighbours along each axis, at every place of an image of
  /// another size. Input: x `[n, c, …]`. Attributes: `size` or `scale_factor`, a number for each of
  /// the last axes or one for all; `recompute_scale_factor` (false: with factors that are no whole
  /// numbers, pixels lie as these say, and not as the size does); for the linear ones
  /// `align_corners` (false: pixels are areas; true: the corners are the pixels' middles).
  static func upsample(_ resampling: Resampling) -> Primitive {
    composite(
      "upsample_\(resampling.mode.rawValue)", arity: 1...1, attributes: resampling.attributes
    ) { x in
      let rank = x[0].shape.rank
      let axes = try resampling.axes(of: Array(x[0].extents.dropFirst(2)))
      var y = x[0]
      for (number, samples) in axes.enumerated() {
        let axis = number + 2
        let low = try y.taking(samples.low, axis: axis)
        guard samples.weight.contains(where: { $0 != 0 }) else {
          y = low
          continue
        }
        let high = try y.taking(samples.high, axis: axis)
        var extents = [Int](repeating: 1, count: rank)
        extents[axis] = samples.low.count
        let weight = try Tensor(samples.weight.map { Scalar($0) }, shape: Shape(extents))
        let rest = try Tensor(samples.weight.map { Scalar(1 - $0) }, shape: Shape(extents))
        y = try low * y.constant(rest) + high * y.constant(weight)
      }
      return y
    }
  }

  /// The means of areas that divide the last axes into as many parts as are asked for, as evenly as
  /// can be; areas overlap where they do not divide evenly. Input: x `[…, rows, columns]`.
  /// Attribute: `output_size` (required), a number for each of these axes or one for all.
  private static func adaptive(_ name: String, _ rank: Int) -> PrimitiveEntry<Scalar> {
    PrimitiveEntry(name) { reader in
      _ = try reader.requiredInts("output_size")
      let size = try reader.each("output_size", along: rank, default: 1)
      if let odd = size.first(where: { $0 < 1 || $0 > Shape.mostElements }) {
        throw reader.wrong("output_size", .int(odd), "from 1 to \(Shape.mostElements)")
      }
      return composite(
        name, arity: 1...1, attributes: ["output_size": .ints(size)]
      ) { x in
        guard x[0].shape.rank > rank else {
          throw misfit("it takes channels, and \(rank) axes after them")
        }
        var y = x[0]
        for (number, count) in size.enumerated() {
          let axis = x[0].shape.rank - rank + number
          let extent = y.extents[axis]
          guard extent > 0 else { throw misfit("there are no pixels") }
          if count == extent { continue }
          // Each part is an operation of its own.
          guard count <= Swift.max(extent, 4096) else {
            throw misfit("\(count) areas are too many for \(extent) elements")
          }
          let parts = try (0..<count).map { part in
            let (start, stop) = (part * extent / count, ((part + 1) * extent + count - 1) / count)
            return try VizAutodiff.mean(
              y.sliced(axis: axis, from: start, to: stop), axes: [axis], keepdims: true)
          }
          y = parts.count == 1 ? parts[0] : try VizAutodiff.concat(parts, axis: axis)
        }
        return y
      }
    }
  }
}
