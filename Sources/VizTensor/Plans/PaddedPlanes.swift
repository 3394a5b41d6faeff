import CVizKernels

/// Planes of pixels with padding around them, one behind the other, and how a window that moves by one
/// pixel finds its places among them: `pitch` apart from row to row, so that a number of a filter meets
/// the same plane at all places, moved by some pixels.
struct PaddedPlanes {
  /// The pixels, and the padding before them.
  private let rows, columns: Int
  private let before: Extent2D
  /// The places of the window.
  let places: Extent2D
  private let kernel, dilations: Extent2D
  /// From row to row.
  let pitch: Int
  /// How many numbers a plane has with its padding.
  let size: Int

  /// Nil where a padding is negative, or the positions do not fit into 32 bits.
  init?(
    _ pixels: Extent2D, before: Extent2D, after: Extent2D, kernel: Extent2D, dilations: Extent2D,
    planes: Int
  ) {
    guard min(before.rows, before.columns, after.rows, after.columns) >= 0 else { return nil }
    (rows, columns) = (pixels.rows, pixels.columns)
    (self.before, self.kernel, self.dilations) = (before, kernel, dilations)
    pitch = columns + before.columns + after.columns
    let height = rows + before.rows + after.rows
    places = Extent2D(
      height - dilations.rows * (kernel.rows - 1), pitch - dilations.columns * (kernel.columns - 1))
    let (size, overflow) = height.multipliedReportingOverflow(by: pitch)
    let (total, overflow2) = size.multipliedReportingOverflow(by: max(planes, 1))
    guard !overflow, !overflow2, total <= Int(Int32.max) else { return nil }
    self.size = size
  }

  /// How many numbers from the first place to the last one, in whole vectors.
  var reach: Int { ((places.rows - 1) * pitch + places.columns + 15) / 16 * 16 }

  /// What is read beyond the last plane, as vectors are read whole.
  var slack: Int { 16 + dilations.columns * kernel.columns }

  /// How far each number of a filter over so many planes is from the first one.
  func offsets(planes: Int) -> [Int32] {
    (0..<planes).flatMap { plane in
      (0..<kernel.rows).flatMap { row in
        (0..<kernel.columns).map { column in
          Int32(
            plane * size + row * dilations.rows * pitch + column * dilations.columns)
        }
      }
    }
  }

  /// -1 at the places, 0 between them.
  var mask: [Int32] {
    (0..<reach).map { $0 / pitch < places.rows && $0 % pitch < places.columns ? -1 : 0 }
  }

  /// Writes planes of pixels, with zeros around each.
  func pad(_ x: UnsafePointer<Float>, planes: Int, to padded: UnsafeMutablePointer<Float>) {
    padded.update(repeating: 0, count: planes * size + slack)
    let first = before.rows * pitch + before.columns
    for plane in 0..<planes {
      viz_copy_rows(
        x + plane * rows * columns, columns, padded + plane * size + first, pitch, rows, columns,
        nil)
    }
  }

  /// Writes what stands at the places of planes, `reach` apart; adds to it the shift of each plane.
  func take(
    _ found: UnsafePointer<Float>, planes: Int, plus shifts: UnsafePointer<Float>?,
    to y: UnsafeMutablePointer<Float>
  ) {
    for plane in 0..<planes {
      viz_copy_rows(
        found + plane * reach, pitch, y + plane * places.rows * places.columns, places.columns,
        places.rows, places.columns, shifts.map { $0 + plane })
    }
  }

  /// The reverse of ``take(_:planes:plus:to:)``; what is not at a place stays as it is.
  func spread(
    _ y: UnsafePointer<Float>, planes: Int, to found: UnsafeMutablePointer<Float>
  ) {
    for plane in 0..<planes {
      viz_copy_rows(
        y + plane * places.rows * places.columns, places.columns, found + plane * reach, pitch,
        places.rows, places.columns, nil)
    }
  }
}
