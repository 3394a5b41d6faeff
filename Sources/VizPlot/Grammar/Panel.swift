import VizDrawing

/// One pair of axes with the marks between them.
public struct Panel: Sendable, Equatable {
  /// What stands above the panel, cut where it is too long; nil for nothing.
  public var title: String?
  /// The axis below the marks.
  public var x: Axis
  /// The axis to the left of the marks.
  public var y: Axis
  /// What stands for the data, from the lowest to the topmost.
  public var marks: [Mark]
  /// Whether one unit of x is as long as one of y.
  public var hasEqualAspect: Bool
  /// Drawn beside the panel.
  public var colorScale: ColorScale?
  /// Small panels that are drawn inside this one, above its marks.
  public var insets: [Inset]

  /// A small panel inside another.
  public struct Inset: Sendable, Equatable {
    /// At most one entry; an array, because a value cannot hold a value of its own kind.
    var panels: [Panel]
    /// In shares of the outer panel's width and height, from its upper left.
    public var area: Rect

    /// A panel in a part of the outer one: shares of its width and height, from its upper left.
    public init(_ panel: Panel, in area: Rect) {
      panels = [panel]
      self.area = area
    }
  }

  /// Marks between linear axes over what the marks need, unless told otherwise.
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
