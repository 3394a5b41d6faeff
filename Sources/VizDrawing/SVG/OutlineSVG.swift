/// Makes Cairo's SVG a good neighbour.
///
/// Cairo numbers images and surfaces by counters of the whole process, so the same picture has
/// other ids each time; and it knows neither title nor description.
enum OutlineSVG {
  /// Numbers the ids in order of appearance, puts `idPrefix` before them, and adds the
  /// picture's title and summary for those who listen.
  static func normalized(_ svg: [UInt8], of picture: Picture, idPrefix: String) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(svg.count + 1024)
    var names: [[UInt8]: [UInt8]] = [:]
    var counts: [[UInt8]: Int] = [:]
    func renamed(_ name: [UInt8]) -> [UInt8] {
      if let known = names[name] { return known }
      var new = Array(idPrefix.utf8)
      if name.contains(UInt8(ascii: "-")) {
        // Glyphs are numbered within their document already.
        new += name
      } else {
        let stem = Array(name.prefix { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") })
        new += stem + Array(String(counts[stem, default: 0]).utf8)
        counts[stem, default: 0] += 1
      }
      names[name] = new
      return new
    }
    let ends: [(mark: [UInt8], end: UInt8)] = [
      (Array(" id=\"".utf8), UInt8(ascii: "\"")),
      (Array("xlink:href=\"#".utf8), UInt8(ascii: "\"")),
      (Array("url(#".utf8), UInt8(ascii: ")")),
    ]
    // Cairo forgets that a raster's cells are to stay sharp.
    let image = Array("<image".utf8)
    let sharp = Array("<image image-rendering=\"pixelated\"".utf8)
    let head = Array(SVGHead.texts(of: picture, idPrefix).utf8)
    let labels = Array((" " + SVGHead.labels(idPrefix)).utf8)
    let root = Array("<svg".utf8)
    var index = 0
    // The declaration before the root is left out: inside a page it would be an error.
    while index < svg.count, !svg[index...].starts(with: root) { index += 1 }
    var isInRoot = true
    next: while index < svg.count {
      let byte = svg[index]
      if isInRoot, byte == UInt8(ascii: ">") {
        out += labels
        out += [byte, UInt8(ascii: "\n")]
        out += head
        isInRoot = false
        index += 1
        continue
      }
      if byte == UInt8(ascii: "<"), svg[index...].starts(with: image) {
        out += sharp
        index += image.count
        continue
      }
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "x") || byte == UInt8(ascii: "u") {
        for (mark, end) in ends where svg[index...].starts(with: mark) {
          out += mark
          index += mark.count
          let name = svg[index...].prefix { $0 != end }
          out += renamed(Array(name))
          index += name.count
          continue next
        }
      }
      out.append(byte)
      index += 1
    }
    return out
  }
}
