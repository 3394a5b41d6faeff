import VizDrawing

extension Path {
  /// The path with every point elsewhere; points without a place are left out.
  func mapped(_ place: (Point) -> Point?) -> Path {
    var path = Path()
    var isOpen = false
    for element in elements {
      switch element {
      case .move(let point):
        isOpen = false
        if let point = place(point) {
          path.move(to: point)
          isOpen = true
        }
      case .line(let point):
        guard let point = place(point) else { continue }
        if isOpen { path.line(to: point) } else { path.move(to: point) }
        isOpen = true
      case .curve(let a, let b, let point):
        guard isOpen, let a = place(a), let b = place(b), let point = place(point) else { continue }
        path.curve(a, b, to: point)
      case .close:
        if isOpen { path.close() }
      }
    }
    return path
  }

  /// The path with another after it.
  mutating func append(_ other: Path) {
    for element in other.elements {
      switch element {
      case .move(let point): move(to: point)
      case .line(let point): line(to: point)
      case .curve(let a, let b, let point): curve(a, b, to: point)
      case .close: close()
      }
    }
  }
}
