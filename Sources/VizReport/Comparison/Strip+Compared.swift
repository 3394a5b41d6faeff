extension Strip {
  /// The strip as it stands beside those of other runs: on their axis, its loss on their scale, in
  /// its run's colour where it has one. Frames stand elsewhere.
  func beside(_ group: ComparedGroup, category: Int?) -> Strip {
    var strip = self
    strip.frames = nil
    strip.lines = Array(lines.prefix(Self.mostRowsBeside))
    if let axis = group.axis { strip.axis = axis }
    if let range = group.lossRange, !strip.lines.isEmpty {
      (strip.lines[0].low, strip.lines[0].high) = (range.low, range.high)
      strip.lines[0].isLogarithmic = range.isLogarithmic
    }
    guard let category else { return strip }
    strip.lines = strip.lines.map { row in
      var row = row
      row.lines = row.lines.map { line in
        var line = line
        line.isDashed = line.category != Strip.train
        line.category = category
        return line
      }
      return row
    }
    strip.marks = strip.marks.map { mark in
      var mark = mark
      mark.category = category
      return mark
    }
    return strip
  }

  private static let mostRowsBeside = 2
}
