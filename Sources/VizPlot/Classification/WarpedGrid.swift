import VizDrawing

/// Lines of a grid, in pieces by the class that a classifier finds there.
struct WarpedGrid {
  /// The points of each line, and their classes.
  private var lines: [[Point]] = []
  private var classes: [[Int?]] = []

  private static let samples = 81

  init(
    x: ClosedRange<Double>, y: ClosedRange<Double>, lines count: Int, classifier: Classifier
  ) {
    let count = max(2, min(count, 100))
    func share(_ index: Int, of count: Int, _ range: ClosedRange<Double>) -> Double {
      let t = Double(index) / Double(count - 1)
      return range.lowerBound * (1 - t) + range.upperBound * t
    }
    for index in 0..<count {
      lines.append(
        (0..<Self.samples).map {
          Point(x: share(index, of: count, x), y: share($0, of: Self.samples, y))
        })
      lines.append(
        (0..<Self.samples).map {
          Point(x: share($0, of: Self.samples, x), y: share(index, of: count, y))
        })
    }
    let answers = classifier(lines.flatMap { $0 }).map { ClassMap.winner($0) }
    classes = lines.indices.map { line in
      (0..<Self.samples).map { index in
        let offset = line * Self.samples + index
        return offset < answers.count ? answers[offset] : nil
      }
    }
  }

  /// One mark a class; NaN parts its pieces.
  func marks(_ map: ([Point]) -> [Point]) -> [Mark] {
    let images = map(lines.flatMap { $0 })
    let found = Set(classes.flatMap { $0.compactMap { $0 } }).sorted()
    return found.map { label in
      var x: [Double] = []
      var y: [Double] = []
      for line in lines.indices {
        for index in 0..<Self.samples {
          let offset = line * Self.samples + index
          // A piece reaches to the first point of the next, so that nothing is missing between.
          let isOwn = classes[line][index] == label
          let isNext = index > 0 && classes[line][index - 1] == label
          guard isOwn || isNext, offset < images.count else { continue }
          x.append(images[offset].x)
          y.append(images[offset].y)
          if !isOwn {
            x.append(.nan)
            y.append(.nan)
          }
        }
        x.append(.nan)
        y.append(.nan)
      }
      return .line(LineMark(x: x, y: y, tone: .category(label).faint(0.75), width: 1))
    }
  }
}
