extension Picture {
  /// Cairo keeps coordinates in 24 bits before the binary point; what lies further out than
  /// this is not drawn, in no kind of file.
  static let farthest = 1_000_000.0

  /// The picture's size, if it is one that can be drawn.
  func checkedSize() throws(DrawingError) -> Size {
    for side in [size.width, size.height] {
      guard side.isFinite, side > 0, side <= Self.farthest else {
        throw DrawingError(
          .size,
          "A picture of \(size.width) × \(size.height) points cannot be drawn; both sides must"
            + " be greater than 0 and at most \(Int(Self.farthest)).")
      }
    }
    return size
  }
}

extension Picture.Command {
  /// False for what has no place on a picture, such as a line to NaN: Cairo and SVG readers
  /// would each make something else of it.
  var isDrawable: Bool {
    switch self {
    case .fill(let path, _):
      path.isDrawable
    case .stroke(let path, let stroke):
      path.isDrawable && stroke.width.isDrawable && stroke.width > 0
    case .text(_, let font, _, let point, _):
      font.size.isDrawable && font.size > 0 && point.isDrawable
    case .image(_, let rect):
      rect.isDrawable
    case .beginGroup, .endGroup:
      true
    }
  }
}

extension Path {
  fileprivate var isDrawable: Bool {
    elements.allSatisfy {
      switch $0 {
      case .move(let point), .line(let point): point.isDrawable
      case .curve(let a, let b, let point): a.isDrawable && b.isDrawable && point.isDrawable
      case .close: true
      }
    }
  }
}

extension Rect {
  fileprivate var isDrawable: Bool {
    minX.isDrawable && minY.isDrawable && width.isDrawable && height.isDrawable && width > 0
      && height > 0
  }
}

extension Group {
  /// What of the group is seen; nil for all, as where the clip is no rectangle.
  var drawableClip: Rect? { clip.flatMap { $0.isDrawable ? $0 : nil } }
}

extension Stroke {
  /// The dash pattern; solid where the pattern has no length or a length that is none.
  var drawableDash: [Double] {
    guard dash.allSatisfy({ $0.isDrawable && $0 >= 0 }), dash.contains(where: { $0 > 0 }) else {
      return []
    }
    return dash
  }
}

extension TextAnchor {
  /// The part of a text's width that lies before its reference point.
  var share: Double {
    switch self {
    case .start: 0
    case .middle: 0.5
    case .end: 1
    }
  }
}

extension Point {
  fileprivate var isDrawable: Bool { x.isDrawable && y.isDrawable }
}

extension Double {
  fileprivate var isDrawable: Bool { abs(self) <= Picture.farthest }
}
