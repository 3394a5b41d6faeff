import VizDrawing

/// From data to the places that a figure of its size can show.
enum LinePoints {
  /// More unsorted points than this are thinned by their distance.
  private static let mostUnsorted = 20_000

  /// The points of a line, without those that no pixel would show, in runs between gaps.
  static func runs(
    x: [Double], y: [Double], scan: LineScan, in panel: PanelLayout
  ) -> [[Point]] {
    guard let xMap = panel.x, let first = scan.firstPlaced, scan.lastPlaced != nil else {
      return []
    }
    let count = min(x.count, y.count)
    let columns = max(1, Int(min(panel.plot.width.rounded(.up), 40_000)))
    var runs: [[Point]] = []
    var run: [Point] = []
    func end() {
      if !run.isEmpty { runs.append(run) }
      run = []
    }
    if scan.isSorted, count > 4 * columns, xMap.isLinear, scan.missing[.notPositive] == nil,
      x[first].isFinite
    {
      let range = min(xMap.first, xMap.last)...max(xMap.first, xMap.last)
      let kept =
        if let step = scan.step, x.count >= y.count {
          Decimation.m4(y: y, start: x[0], step: step, columns: columns, over: range)
        } else { Decimation.m4(x: x, y: y, columns: columns, over: range) }
      for index in kept {
        if let point = panel.point(x[index], y[index]) { run.append(point) } else { end() }
      }
      end()
      return runs
    }
    // Elsewhere a point is left out when it lies where the line is already.
    let nearest = count > mostUnsorted ? 0.35 : 0
    for index in 0..<count {
      guard let point = panel.point(x[index], y[index]) else {
        end()
        continue
      }
      if let last = run.last, abs(point.x - last.x) < nearest, abs(point.y - last.y) < nearest {
        continue
      }
      run.append(point)
    }
    end()
    return runs
  }

  /// The outlines of an area between two curves: along the upper one and back along the lower one.
  static func bands(
    x: [Double], low: [Double], high: [Double], in panel: PanelLayout
  ) -> [[Point]] {
    var runs: [[Point]] = []
    var top: [Point] = []
    var bottom: [Point] = []
    // Neighbours in one pixel column become one pair of extremes.
    let column = 0.5
    func end() {
      if top.count > 1 { runs.append(top + bottom.reversed()) }
      top = []
      bottom = []
    }
    for index in 0..<min(x.count, low.count, high.count) {
      guard let a = panel.point(x[index], high[index]), let b = panel.point(x[index], low[index])
      else {
        end()
        continue
      }
      if let last = top.indices.last, last > 0, abs(a.x - top[last].x) < column {
        top[last].y = min(top[last].y, a.y)
        bottom[last].y = max(bottom[last].y, b.y)
      } else {
        top.append(a)
        bottom.append(b)
      }
    }
    end()
    return runs
  }

  /// The points of symbols; of many that fall on one half of a pixel, the first.
  static func dots(x: [Double], y: [Double], in panel: PanelLayout) -> [Point] {
    let count = min(x.count, y.count)
    let room = panel.plot.inset(by: -8)
    var seen: Set<Int> = []
    let isMany = count > 5000
    var points: [Point] = []
    for index in 0..<count {
      guard let point = panel.point(x[index], y[index]), point.x >= room.minX,
        point.x <= room.maxX, point.y >= room.minY, point.y <= room.maxY
      else { continue }
      if isMany {
        let cell = Int((point.y - room.minY) * 2) * 100_000 + Int((point.x - room.minX) * 2)
        guard seen.insert(cell).inserted else { continue }
      }
      points.append(point)
    }
    return points
  }
}
