import VizDrawing

/// The steps of gradient descent on a surface.
public struct DescentPath: Sendable, Hashable {
  /// How a descent ended.
  public enum End: Sendable, Hashable {
    /// The gradient had become small after that many steps.
    case converged(Int)
    /// It was still on its way after all steps.
    case moving
    /// It ran away, and was stopped after that many steps.
    case diverged(Int)

    var isDiverged: Bool { if case .diverged = self { true } else { false } }
  }

  /// The learning rate: each step was this times the gradient.
  public var rate: Double
  /// From the start on.
  public var points: [Point]
  /// How it ended, and after how many steps if it did.
  public var end: End

  /// Follows the gradient downhill.
  ///
  /// - Parameters:
  ///   - start: Where the path begins.
  ///   - rate: The learning rate: each step is this times the gradient.
  ///   - steps: How many steps at most.
  ///   - tolerance: How small a gradient beside the first counts as none.
  ///   - gradient: Of the surface.
  public init(
    from start: Point, rate: Double, steps: Int = 60, tolerance: Double = 0.01,
    gradient: (Point) -> Point
  ) {
    self.rate = rate
    points = [start]
    end = .moving
    let first = gradient(start)
    let small = tolerance * (abs(first.x) + abs(first.y))
    // Farther away than this from where it began, nothing comes back.
    let limit = 20 * (1 + abs(start.x) + abs(start.y))
    var point = start
    for step in 0..<max(0, steps) {
      let slope = gradient(point)
      if abs(slope.x) + abs(slope.y) <= small {
        end = .converged(step)
        return
      }
      point = Point(x: point.x - rate * slope.x, y: point.y - rate * slope.y)
      // Far enough away is as good as infinitely far.
      guard abs(point.x) + abs(point.y) < limit else {
        end = .diverged(step + 1)
        if point.x.isFinite, point.y.isFinite { points.append(point) }
        return
      }
      points.append(point)
    }
  }
}
