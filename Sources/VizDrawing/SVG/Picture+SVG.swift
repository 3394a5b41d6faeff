extension Picture {
  /// How the text of an SVG is kept.
  public enum SVGText: String, Sendable, Hashable, CaseIterable {
    /// As text: selectable, found by search, restyled by CSS; looks right everywhere where the
    /// font is (see `embedFont`) and keeps its width where it is not.
    case live
    /// As outlines, drawn by Cairo: the same everywhere.
    case outlines
  }

  /// The picture as the text of an SVG.
  ///
  /// Live SVG has each ``Group`` as a `g` element with its id, its kind as the class and its
  /// title, and each ``Paint`` name as a class: `class="value"` on what is filled,
  /// `class="value line"` on what is stroked.
  ///
  /// - Parameters:
  ///   - text: How the text is kept.
  ///   - embedFont: Whether live SVG brings the cuts that it uses, about 55 kB each. A page with
  ///     several pictures has ``Font/cssFace(_:)`` once instead.
  ///   - idPrefix: Stands before every id, so that several pictures can share a page; nil for one
  ///     that follows from what is drawn, which no other picture has.
  /// - Throws: ``DrawingError`` when the picture has no size.
  public func svg(
    text: SVGText = .live, embedFont: Bool = false, idPrefix: String? = nil
  ) throws(DrawingError) -> String {
    let bytes: [UInt8]
    switch text {
    case .live:
      let parts = try SVGWriter.parts(of: self, .alone)
      bytes = try Self.withIDs(idPrefix) { prefix throws(DrawingError) in
        var writer = SVGWriter(self, idPrefix: prefix, embedFont: embedFont)
        return try writer.write(parts)
      }
    case .outlines:
      let drawn = try cairoSVG()
      bytes = try Self.withIDs(idPrefix) { prefix in
        OutlineSVG.normalized(drawn, of: self, idPrefix: XML.prefix(prefix))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What `write` makes with the prefix, or with one that is told by what it makes without.
  static func withIDs(
    _ prefix: String?, _ write: (_ idPrefix: String) throws(DrawingError) -> [UInt8]
  ) throws(DrawingError) -> [UInt8] {
    if let prefix { return try write(prefix) }
    let parts = try write(XML.openName).split(by: Array(XML.openName.utf8))
    // A name may not begin with a digit.
    let name = "v\(ContentHash.short(.init(joining: parts, by: [])))-"
    return .init(joining: parts, by: Array(name.utf8))
  }

  /// The picture as a live SVG for a page that brings the font, see ``Font/cssFace(_:)``: its places
  /// are rounded to a tenth of a pixel, texts have no length of their own, and shapes of one outline
  /// that follow each other have it once, which makes it at least a third smaller.
  ///
  /// - Parameter idPrefix: Stands before every id, so that several pictures can share a page.
  /// - Throws: ``DrawingError`` when the picture has no size.
  package func pageSVG(idPrefix: String = "") throws(DrawingError) -> String {
    var writer = SVGWriter(self, idPrefix: idPrefix)
    writer.sharesOutlines = true
    return String(decoding: try writer.write(SVGWriter.parts(of: self, .page)), as: UTF8.self)
  }
}
