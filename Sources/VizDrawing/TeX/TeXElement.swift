/// One shape, text or image of a picture as TeX has it.
enum TeXElement: Hashable, Sendable {
  /// Text in one font and one paint.
  struct Run: Hashable, Sendable {
    var string: String
    var font: Font
    var paint: Paint
  }

  case fill(Path, Paint)
  case stroke(Path, Stroke)
  /// A line of one or more runs, whose baseline runs through the point.
  case text([Run], Point, TextAnchor)
  case image(Raster, Rect)

  /// What is drawn of a picture. Texts that follow each other on one line become one, as TeX's fonts
  /// are of other widths than those that they were measured with.
  static func contents(of picture: Picture) -> [FilmScene<TeXElement>.Content] {
    var contents: [FilmScene<TeXElement>.Content] = []
    /// Where the text ends that was begun last, if more of it may follow, and where it started.
    var line: (start: Double, end: Point)?
    for command in picture.commands where command.isDrawable {
      if case .text(let string, let font, let paint, let point, let anchor) = command {
        guard !SingleLine.clean(string).isEmpty else { continue }
        let run = Run(string: string, font: font, paint: paint)
        let end = Point(
          x: point.x + TextMeasurer.measure(string, font: font).width, y: point.y)
        if let open = line, anchor == .start, abs(open.end.x - point.x) < 0.01,
          open.end.y == point.y, case .element(.text(var runs, _, _))? = contents.last
        {
          runs.append(run)
          contents[contents.count - 1] = .element(
            .text(runs, Point(x: (open.start + end.x) / 2, y: end.y), .middle))
          line = (open.start, end)
          continue
        }
        contents.append(.element(.text([run], point, anchor)))
        line = anchor == .start ? (point.x, end) : nil
        continue
      }
      line = nil
      switch command {
      case .fill(let path, let paint) where !path.elements.isEmpty:
        contents.append(.element(.fill(path, paint)))
      case .stroke(let path, let stroke) where !path.elements.isEmpty:
        contents.append(.element(.stroke(path, stroke)))
      case .image(let raster, let rect): contents.append(.element(.image(raster, rect)))
      case .beginGroup(let group): contents.append(.begin(group))
      case .endGroup: contents.append(.end)
      case .fill, .stroke, .text: break
      }
    }
    return contents
  }
}

extension TeXElement: FilmElement {
  var filmKind: FilmKind {
    switch self {
    case .fill(let path, _): FilmKind(name: "path", structure: path.structure)
    case .stroke(let path, _):
      FilmKind(name: "path", isStroke: true, structure: path.structure)
    case .text(let runs, _, _): FilmKind(name: "text", structure: String(runs.count))
    case .image: FilmKind(name: "image")
    }
  }
}

extension Path {
  /// A letter for each step of the pen.
  fileprivate var structure: String {
    String(
      elements.map { element -> Character in
        switch element {
        case .move: "M"
        case .line: "L"
        case .curve: "C"
        case .close: "Z"
        }
      })
  }
}
