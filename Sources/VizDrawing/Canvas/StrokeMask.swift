import CCairo

/// The coverage of a line of many segments, pixel by pixel.
///
/// Cairo takes 90 ms for a stroke of 4,000 segments that overlap, since it first finds the outline
/// of them all. Here a pixel is covered as far as its middle is from the nearest segment, which is
/// ready in a fiftieth of the time; a line that crosses itself is no darker there.
struct StrokeMask {
  /// The pixels from (x, y) on.
  private(set) var x = 0
  private(set) var y = 0
  private var width = 0
  private var height = 0
  private var stride = 0
  private var coverage: [UInt8] = []

  /// With fewer segments than this Cairo is quick enough.
  private static let fewest = 48
  /// The widest line whose ends may be round where butt ends were asked for.
  private static let widestRounded = 4.0

  /// Whether the line is one that a mask draws as Cairo would: solid, straight and long.
  static func suits(_ path: Path, _ stroke: Stroke, scale: Double) -> Bool {
    guard path.elements.count >= fewest, stroke.drawableDash.isEmpty else { return false }
    guard stroke.cap == .round || stroke.width * scale <= widestRounded else { return false }
    return path.elements.allSatisfy {
      switch $0 {
      case .move, .line: true
      case .curve, .close: false
      }
    }
  }

  /// - Parameters:
  ///   - path: Lines alone.
  ///   - lineWidth: In points.
  ///   - scale: Pixels a point.
  ///   - clip: The pixels that can be seen: those from its upper left to below its lower right.
  init(_ path: Path, lineWidth: Double, scale: Double, clip: Rect) {
    let half = lineWidth * scale / 2
    var (left, top) = (Double.infinity, Double.infinity)
    var (right, bottom) = (-Double.infinity, -Double.infinity)
    for case .move(let point) in path.elements { include(point) }
    for case .line(let point) in path.elements { include(point) }
    func include(_ point: Point) {
      left = min(left, point.x * scale)
      right = max(right, point.x * scale)
      top = min(top, point.y * scale)
      bottom = max(bottom, point.y * scale)
    }
    left = max((left - half - 1).rounded(.down), clip.minX)
    top = max((top - half - 1).rounded(.down), clip.minY)
    right = min((right + half + 1).rounded(.up), clip.maxX)
    bottom = min((bottom + half + 1).rounded(.up), clip.maxY)
    guard left < right, top < bottom else { return }
    (x, y) = (Int(left), Int(top))
    (width, height) = (Int(right) - x, Int(bottom) - y)
    stride = Int(cairo_format_stride_for_width(CAIRO_FORMAT_A8, Int32(width)))
    guard stride >= width else { return }
    var coverage = [UInt8](repeating: 0, count: stride * height)
    coverage.withUnsafeMutableBufferPointer { pixels in
      var last = Point(x: 0, y: 0)
      for element in path.elements {
        switch element {
        case .move(let point):
          last = pixel(point, scale)
        case .line(let point):
          let next = pixel(point, scale)
          cover(from: last, to: next, half: half, in: pixels)
          last = next
        case .curve, .close: break
        }
      }
    }
    self.coverage = coverage
  }

  private func pixel(_ point: Point, _ scale: Double) -> Point {
    Point(x: point.x * scale - Double(x), y: point.y * scale - Double(y))
  }

  /// Covers the pixels that a segment with round ends touches.
  private func cover(
    from a: Point, to b: Point, half: Double, in pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    let reach = half + 0.5
    // A hair covers no more of a pixel than it is wide.
    let most = min(1, 2 * half)
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = (dx * dx + dy * dy).squareRoot()
    let (ux, uy) = length > 0 ? (dx / length, dy / length) : (1, 0)
    let first = max(0, (min(a.y, b.y) - reach - 0.5).rounded(.up))
    let last = min(Double(height - 1), (max(a.y, b.y) + reach - 0.5).rounded(.down))
    guard first <= last else { return }
    for row in Int(first)...Int(last) {
      let ey = Double(row) + 0.5 - a.y
      var low = min(a.x, b.x) - reach
      var high = max(a.x, b.x) + reach
      if abs(uy) > 0.01 {
        // The part of the row within reach of the whole line.
        let middle = a.x + ey * ux / uy
        low = max(low, middle - reach / abs(uy))
        high = min(high, middle + reach / abs(uy))
      }
      let start = max(0, (low - 0.5).rounded(.up))
      let end = min(Double(width - 1), (high - 0.5).rounded(.down))
      guard start <= end else { continue }
      let base = row * stride
      for column in Int(start)...Int(end) {
        let ex = Double(column) + 0.5 - a.x
        let along = ex * ux + ey * uy
        let across = ex * uy - ey * ux
        let over = along < 0 ? along : along > length ? along - length : 0
        let distance = over == 0 ? abs(across) : (across * across + over * over).squareRoot()
        let share = min(reach - distance, most)
        guard share > 0 else { continue }
        let value = CoverageSteps.rounded(share)
        if value > pixels[base + column] { pixels[base + column] = value }
      }
    }
  }

  /// Draws the line in the context's source, whose clip holds.
  mutating func draw(on context: OpaquePointer) {
    guard !coverage.isEmpty else { return }
    let (width, height, stride, x, y) = (width, height, stride, x, y)
    coverage.withUnsafeMutableBufferPointer { pixels in
      guard
        let mask = cairo_image_surface_create_for_data(
          pixels.baseAddress, CAIRO_FORMAT_A8, Int32(width), Int32(height), Int32(stride))
      else { return }
      cairo_save(context)
      cairo_identity_matrix(context)
      cairo_mask_surface(context, mask, Double(x), Double(y))
      cairo_restore(context)
      cairo_surface_finish(mask)
      cairo_surface_destroy(mask)
    }
  }
}
