import VizDrawing

extension Path {
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
