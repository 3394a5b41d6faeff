extension Theme {
  /// The map for numbers from small to large.
  public var sequential: ColorMap { .viridis }
}
