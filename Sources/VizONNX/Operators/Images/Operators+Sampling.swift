import VizAutodiff
import VizTensor

/// Images seen at points between their pixels.
extension OperatorTable {
  static let sampling: OperatorRules = [
    "GridSample": { call in
      let (x, grid) = (try call.x(), try call.x(1))
      let rank = x.shape.rank - 2
      // A point has four neighbours at most along each axis, and as many more for each more axis.
      guard 1...4 ~= rank, grid.shape.rank == rank + 2, grid.shape.extents.last == rank,
        grid.shape.extents[0] == x.shape.extents[0]
      else { throw call.misfit("its grid does not fit the image") }
      let spatial = Array(x.shape.extents.dropFirst(2))
      guard !spatial.contains(0) else { throw call.misfit("its image has no pixels") }
      let cornersAlign = call.bool("align_corners")
      let extents = Array(grid.shape.extents[1...rank])
      let count = extents.reduce(1, *)
      let rows = try reshape(grid, to: [grid.shape.extents[0], count, rank])
      // The grid counts from -1 to 1, its last axis first.
      var points: [Variable<Double>] = []
      for (axis, extent) in spatial.enumerated() {
        let g = try Selection(of: rows.shape).taking([rank - 1 - axis], along: 2)
          .reshaped(to: [rows.shape.extents[0], 1, count]).of(rows)
        let half = Double(extent - (cornersAlign ? 1 : 0)) / 2
        let pixel: Variable<Double> = try (g + 1) * half
        points.append(cornersAlign ? pixel : try pixel - 0.5)
      }
      let sampler = try Sampler(
        mode: call.word("mode", "linear"), padding: call.word("padding_mode", "zeros"),
        cornersAlign: cornersAlign, call)
      let y = try sampler.sample(x, at: points)
      return try call.like(reshape(y, to: Array(x.shape.extents[..<2]) + extents))
    },
    "AffineGrid": { call in
      let theta = try call.x()
      guard let size = call.integers(1), 4...5 ~= size.count,
        size.dropFirst(2).allSatisfy({ $0 > 0 }),
        theta.shape.extents == [size[0], size.count - 2, size.count - 1]
      else { throw call.misfit("its size does not fit") }
      let spatial = Array(size.dropFirst(2))
      let count = try Shape(spatial + [size.count - 1]).elementCount / (size.count - 1)
      let cornersAlign = call.bool("align_corners")
      let shape = try Shape([size[0], count, size.count - 1])
      var numbers: [Double] = []
      for index in Selection.indices(of: spatial) {
        for axis in spatial.indices.reversed() {
          let extent = Double(spatial[axis])
          numbers.append(
            cornersAlign
              ? extent == 1 ? -1 : 2 * Double(index[axis]) / (extent - 1) - 1
              : (2 * Double(index[axis]) + 1) / extent - 1)
        }
        numbers.append(1)
      }
      let all = try Tensor(
        (0..<size[0]).flatMap { _ in numbers }, shape: shape)
      let grid = try matmul(call.tape.constant(all), transpose(theta, permutation: [0, 2, 1]))
      return try call.like(reshape(grid, to: [size[0]] + spatial + [size.count - 2]))
    },
    "DeformConv": { call in
      let (x, w, offset) = (try call.x(), try call.x(1), try call.x(2))
      let spatial = Array(x.shape.extents.dropFirst(2))
      let kernel = Array(w.shape.extents.dropFirst(2))
      guard 3...6 ~= x.shape.rank, w.shape.rank == x.shape.rank else {
        throw call.misfit("an image \(x.shape) and filters \(w.shape) do not fit")
      }
      let window = try SpatialWindow(call, kernel: kernel, on: spatial)
      let (n, c, rank) = (x.shape.extents[0], x.shape.extents[1], spatial.count)
      let (groups, sets) = (call.int("group", 1), call.int("offset_group", 1))
      let output = window.count(on: spatial)
      let (pixels, cells) = try (Shape(output).elementCount, Shape(kernel).elementCount)
      _ = try Shape([cells, pixels])
      guard groups > 0, 1...Shape.mostElements ~= sets, c % groups == 0, c % sets == 0,
        w.shape.extents[1] > 0 || groups == 1,
        w.shape.extents[0] % groups == 0, w.shape.extents[1] * groups == c,
        offset.shape.elementCount == n * sets * cells * rank * pixels
      else { throw call.misfit("its groups and offsets do not fit") }
      // What a plain window would see, moved by the offsets: [n × sets, 1, cells × pixels].
      let moved = try reshape(offset, to: [n * sets, cells, rank, pixels])
      let points = try spatial.indices.map { axis in
        let own = try Selection(of: moved.shape).taking([axis], along: 2)
          .reshaped(to: [n * sets, 1, cells * pixels]).of(moved)
        let base = Selection.indices(of: kernel).flatMap { cell in
          Selection.indices(of: output).map { pixel in
            Double(
              pixel[axis] * window.strides[axis] + cell[axis] * window.dilations[axis]
                - window.before[axis])
          }
        }
        return try own
          + call.tape.constant(Tensor(base, shape: Shape([1, 1, cells * pixels])))
      }
      let sampler = try Sampler(mode: "linear", padding: "zeros", cornersAlign: true, call)
      var seen = try sampler.sample(
        reshape(x, to: [n * sets, c / sets] + spatial), at: points)
      if let mask = call.optional(4)?.variable {
        seen = try seen * reshape(mask, to: [n * sets, 1, cells * pixels])
      }
      return try call.like(
        filtered(seen, batch: n, w, call.optional(3)?.variable, groups, output))
    },
    "RoiAlign": { call in
      let x = try call.x()
      let boxes = try call.value(1).tensor
      guard x.shape.rank == 4, boxes.shape.rank == 2, boxes.shape.extents[1] == 4,
        let images = call.integers(2), images.count == boxes.shape.extents[0]
      else { throw call.misfit("its boxes do not fit") }
      let (rows, columns) = (call.int("output_height", 1), call.int("output_width", 1))
      guard rows > 0, columns > 0, !x.shape.extents.contains(0) else {
        throw call.misfit("its output has no cells, or its image no pixels")
      }
      // How many there are may be more than a whole number counts.
      let cells = try Shape([max(images.count, 1), rows, columns]).elementCount
      guard cells <= 1 << 20 else {
        throw call.unsupported("an output of \(rows) by \(columns) cells for each box")
      }
      let isMaximum = call.word("mode", "avg") == "max"
      let shift =
        call.opset >= 16
          && call.word("coordinate_transformation_mode", "half_pixel") == "half_pixel"
        ? 0.5 : 0
      let scale = call.double("spatial_scale", 1)
      let ratio = call.int("sampling_ratio", 0)
      let extents = x.shape.extents
      let parts = try images.enumerated().map { index, image in
        let corner = (0..<4).map { boxes.elements[index * 4 + $0] * scale - shift }
        var (width, height) = (corner[2] - corner[0], corner[3] - corner[1])
        if shift == 0 { (width, height) = (max(width, 1), max(height, 1)) }
        let grid = [height / Double(rows), width / Double(columns)].map {
          ratio > 0 ? ratio : max(1, Int(clamping: $0.rounded(.up)))
        }
        guard grid.allSatisfy({ $0 <= 1 << 12 }) else {
          throw call.unsupported("a box of \(height) by \(width) pixels")
        }
        _ = try Shape([rows, columns] + grid)
        var points: [[Double]] = [[], []]
        for cell in Selection.indices(of: [rows, columns]) {
          for point in Selection.indices(of: grid) {
            for (axis, size) in [height / Double(rows), width / Double(columns)].enumerated() {
              points[axis].append(
                corner[1 - axis]
                  + (Double(cell[axis]) + (Double(point[axis]) + 0.5) / Double(grid[axis])) * size)
            }
          }
        }
        let chosen = try Selection(of: x.shape)
          .taking([OperatorTable.index(image, extents[0], call)], along: 0).of(x)
        let seen = try Sampler.boxes(chosen, at: points, isMaximum: isMaximum)
        let each = try reshape(seen, to: [1, extents[1], rows * columns, grid[0] * grid[1]])
        return try reshape(
          call.apply(isMaximum ? "max" : "mean", [each], ["axes": .ints([3])]),
          to: [1, extents[1], rows, columns])
      }
      guard !parts.isEmpty else {
        return try call.constant([], [0, extents[1], rows, columns], call.value(0).type)
      }
      return try call.like(concat(parts, axis: 0))
    },
  ]
}
