extension Theme {
  /// The map for signed numbers, centred on zero.
  public var diverging: ColorMap { name == .dark ? .divergingDark : .diverging }

  /// The map for numbers from small to large.
  public var sequential: ColorMap { .viridis }
}
