extension Animation {
  /// The pictures as the text of one SVG that moves without a script, and begins again after the last one.
  ///
  /// What all pictures have is there once. Where nothing moves, as on paper or for readers who want
  /// it so, the last picture stands.
  ///
  /// - Parameters:
  ///   - embedFont: Whether it brings the cuts of the font that it uses.
  ///   - idPrefix: Stands before every id, so that several pictures can share a page; nil for one
  ///     that follows from what is drawn.
  /// - Throws: ``DrawingError`` where one picture cannot be drawn, or has other groups than another.
  public func svg(embedFont: Bool = false, idPrefix: String? = nil) throws(DrawingError) -> String {
    let bytes = try Picture.withIDs(idPrefix) { prefix throws(DrawingError) in
      try written(embedFont: embedFont, idPrefix: prefix)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func written(embedFont: Bool, idPrefix: String) throws(DrawingError) -> [UInt8] {
    guard let last = pictures.last else { return [] }
    var rolls: [[FilmScene<SVGElement>.Content]] = []
    for picture in pictures { rolls.append(try SVGWriter.parts(of: picture, .alone)) }
    let scene = try FilmScene(rolls)
    var written: [SVGWriter.Part] = []
    var shows: [[Bool]: String] = [:]
    var rules = ""
    for part in scene.parts {
      switch part {
      case .slot(let slot):
        let frames = scene.slots[slot].frames
        for (element, isShown) in Self.looks(frames) {
          guard isShown.contains(false) else {
            written.append(.element(element))
            continue
          }
          let name: String
          if let known = shows[isShown] {
            name = known
          } else {
            name = "\(XML.prefix(idPrefix))show-\(shows.count + 1)"
            shows[isShown] = name
            rules += rule(name, isShown)
          }
          written.append(.element(element.animated(by: name, isLast: isShown.last ?? false)))
        }
      case .begin(var group, let titles):
        // A title of the last picture would tell what the others do not.
        group.title = titles.first ?? nil
        written.append(.begin(group))
      case .end: written.append(.end)
      }
    }
    var writer = SVGWriter(last, idPrefix: idPrefix, embedFont: embedFont)
    writer.style =
      rules.isEmpty ? "" : "@media screen and (prefers-reduced-motion:no-preference){\(rules)}"
    return try writer.write(written)
  }

  /// The ways in which one element looks, and at which pictures.
  private static func looks(_ frames: [SVGElement?]) -> [(SVGElement, [Bool])] {
    var looks: [SVGElement] = []
    for case let element? in frames where !looks.contains(element) { looks.append(element) }
    return looks.map { look in (look, frames.map { $0 == look }) }
  }

  /// Shows an element at some of the pictures.
  private func rule(_ name: String, _ isShown: [Bool]) -> String {
    var frames = ""
    var time = 0
    for (index, shown) in isShown.enumerated() {
      if index == 0 || shown != isShown[index - 1] {
        let share = SVGNumber.plain(100 * Double(time) / Double(length))
        frames += "\(share)%{visibility:\(shown ? "visible" : "hidden")}"
      }
      time += milliseconds[index]
    }
    let seconds = SVGNumber.plain(Double(length) / 1000)
    return "@keyframes \(name){\(frames)}.\(name){animation:\(name) \(seconds)s step-end infinite}"
  }
}

extension SVGElement {
  /// The element with the class of an animation, hidden where nothing moves and it is not the last.
  fileprivate func animated(by name: String, isLast: Bool) -> SVGElement {
    var element = self
    if let index = element.attributes.firstIndex(where: { $0.name == "class" }) {
      element.attributes[index].value += " \(name)"
    } else {
      element.add("class", name)
    }
    if !isLast { element.add("visibility", "hidden") }
    return element
  }
}
