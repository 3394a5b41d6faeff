import VizDrawing

/// One pair of axes with the marks between them.
public struct Panel: Sendable, Equatable {
  public var title: String?
  public var x: Axis
  public var y: Axis
  public var marks: [Mark]
  /// Whether one unit of x is as long as one of y.
  public var hasEqualAspect: Bool
  /// Drawn beside the panel.
  public var colorScale: ColorScale?
  public var insets: [Inset]

  /// A small panel inside another.
  public struct Inset: Sendable, Equatable {
    /// At most one entry; an array, because a value cannot hold a value of its own kind.
    var panels: [Panel]
    /// In shares of the outer panel's width and height, from its upper left.
    public var place: Rect

    public init(_ panel: Panel, in place: Rect) {
      panels = [panel]
      self.place = place
    }
  }

  public init(
    title: String? = nil, x: Axis = Axis(), y: Axis = Axis(), marks: [Mark],
    hasEqualAspect: Bool = false, colorScale: ColorScale? = nil, insets: [Inset] = []
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.marks = marks
    self.hasEqualAspect = hasEqualAspect
    self.colorScale = colorScale
    self.insets = insets
  }
}
