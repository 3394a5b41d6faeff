/// What stands at the head of every SVG for those who listen to it.
enum SVGHead {
  static func ids(_ prefix: String) -> Set<String> {
    [prefix + "picture-title", prefix + "picture-summary"]
  }

  /// Attributes of the root element.
  static func labels(_ prefix: String) -> String {
    "role=\"img\" aria-labelledby=\"\(prefix)picture-title \(prefix)picture-summary\""
  }

  /// The root element's first children.
  static func texts(of picture: Picture, _ prefix: String) -> String {
    "<title id=\"\(prefix)picture-title\">\(XML.escape(picture.title))</title>\n"
      + "<desc id=\"\(prefix)picture-summary\">\(XML.escape(picture.summary))</desc>"
  }
}
