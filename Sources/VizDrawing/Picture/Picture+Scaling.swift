extension Picture {
  /// The picture drawn larger or smaller, letters, lines and all.
  ///
  /// - Parameters:
  ///   - factor: How many times as large; greater than 0.
  ///   - size: The new picture's extent, which need not be the old one times the factor.
  ///   - unit: What a point of it is.
  public func scaled(by factor: Double, to size: Size, unit: Unit) -> Picture {
    var picture = Picture(size: size, title: title, summary: summary)
    picture.unit = unit
    for command in commands {
      switch command {
      case .fill(let path, let paint): picture.fill(path.scaled(by: factor), with: paint)
      case .stroke(let path, var stroke):
        stroke.width *= factor
        stroke.dash = stroke.dash.map { $0 * factor }
        picture.stroke(path.scaled(by: factor), with: stroke)
      case .text(let string, var font, let paint, let point, let anchor):
        font.size *= factor
        picture.text(
          string, font: font, paint: paint, at: point.scaled(by: factor), anchor: anchor)
      case .image(let raster, let rect): picture.image(raster, in: rect.scaled(by: factor))
      case .beginGroup(var group):
        group.clip = group.clip?.scaled(by: factor)
        picture.beginGroup(group)
      case .endGroup: picture.endGroup()
      }
    }
    return picture
  }
}

extension Path {
  /// The path as many times as large, seen from the origin.
  public func scaled(by factor: Double) -> Path {
    var path = Path()
    for element in elements {
      switch element {
      case .move(let point): path.move(to: point.scaled(by: factor))
      case .line(let point): path.line(to: point.scaled(by: factor))
      case .curve(let a, let b, let point):
        path.curve(a.scaled(by: factor), b.scaled(by: factor), to: point.scaled(by: factor))
      case .close: path.close()
      }
    }
    return path
  }
}

extension Point {
  fileprivate func scaled(by factor: Double) -> Point { Point(x: x * factor, y: y * factor) }
}

extension Rect {
  fileprivate func scaled(by factor: Double) -> Rect {
    Rect(x: minX * factor, y: minY * factor, width: width * factor, height: height * factor)
  }
}
