extension Theme {
  /// For screens and pages: ink on white.
  public static let light = Theme(
    .light, background: 0xffffff, ink: 0x1f2933, secondary: 0x5b6673, hairline: 0xd9dee5,
    value: 0x0b7a4b, gradient: 0xc2321f, alarm: 0x8a1a9b, wire: 0x848b95, panel: 0xf6f8fa,
    tints: [
      .product: (0xfdf3e0, 0xc7a96a), .sum: (0xe8f0fb, 0x8ba9cf),
      .function: (0xefeafa, 0xa898cf), .reduction: (0xf2ebe3, 0xae9880),
      .loss: (0xf3f5dc, 0xaab06a), .leaf: (0xeef2f6, 0x93a0ae), .other: (0xf1f3f5, 0xa5adb7),
    ])

  /// The same meanings on a dark ground.
  public static let dark = Theme(
    .dark, background: 0x14181d, ink: 0xe6eaf0, secondary: 0xa7b2bf, hairline: 0x343c46,
    value: 0x4cc38a, gradient: 0xff8a73, alarm: 0xf58ad8, wire: 0x7f8893, panel: 0x1b2027,
    tints: [
      .product: (0x3a2f1a, 0x8d7440), .sum: (0x1c2f47, 0x4d719c),
      .function: (0x2e2748, 0x73639f), .reduction: (0x382f27, 0x85705a),
      .loss: (0x33371c, 0x7c8345), .leaf: (0x262d36, 0x65717e), .other: (0x2a3038, 0x626c78),
    ])

  /// For paper: inks so dark that they stay apart in greyscale, and firm borders.
  ///
  /// Greyscale keeps only luminance, so values are much darker than gradients here.
  public static let print = Theme(
    .print, background: 0xffffff, ink: 0x000000, secondary: 0x444c55, hairline: 0xb8bfc7,
    value: 0x004d2e, gradient: 0xc0301a, alarm: 0x7a0a70, wire: 0x5c636c, panel: 0xf7f7f7,
    tints: [
      .product: (0xfaf0dc, 0x8f6f2a), .sum: (0xe4edf9, 0x4c6f9d),
      .function: (0xece7f8, 0x6b579c), .reduction: (0xf0e8df, 0x76604a),
      .loss: (0xf1f4d8, 0x6d7430), .leaf: (0xffffff, 0x5c6773), .other: (0xf2f2f2, 0x6f7781),
    ])

  private init(
    _ name: Name, background: UInt32, ink: UInt32, secondary: UInt32, hairline: UInt32,
    value: UInt32, gradient: UInt32, alarm: UInt32, wire: UInt32, panel: UInt32,
    tints: [Family: (fill: UInt32, border: UInt32)]
  ) {
    func paint(_ rgb: UInt32, _ name: String) -> Paint { Paint(Color(rgb), name: name) }
    self.name = name
    self.background = paint(background, "background")
    self.ink = paint(ink, "ink")
    self.secondary = paint(secondary, "secondary")
    self.hairline = paint(hairline, "hairline")
    self.value = paint(value, "value")
    self.gradient = paint(gradient, "gradient")
    self.alarm = paint(alarm, "alarm")
    self.wire = paint(wire, "wire")
    self.panel = paint(panel, "panel")
    self.tints = [:]
    for (family, tint) in tints {
      self.tints[family] = Tint(
        fill: paint(tint.fill, "tint-\(family.rawValue)"),
        border: paint(tint.border, "border-\(family.rawValue)"))
    }
  }
}
