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
    let prefix = Array(idPrefix.utf8)
    func append(renamed name: ArraySlice<UInt8>) {
      out += prefix
      // Glyphs are numbered within their document already.
      guard !name.contains(UInt8(ascii: "-")) else {
        out += name
        return
      }
      let name = Array(name)
      if names[name] == nil {
        let stem = Array(name.prefix { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") })
        names[name] = stem + Array(String(counts[stem, default: 0]).utf8)
        counts[stem, default: 0] += 1
      }
      out += names[name] ?? []
    }
    // An id or what refers to one, by the byte with which it begins.
    var ends = [(mark: [UInt8], end: UInt8)?](repeating: nil, count: 256)
    ends[Int(UInt8(ascii: " "))] = (Array(" id=\"".utf8), UInt8(ascii: "\""))
    ends[Int(UInt8(ascii: "x"))] = (Array("xlink:href=\"#".utf8), UInt8(ascii: "\""))
    ends[Int(UInt8(ascii: "u"))] = (Array("url(#".utf8), UInt8(ascii: ")"))
    // Cairo forgets that a raster's cells are to stay sharp.
    let image = Array("<image".utf8)
    let sharp = Array("<image image-rendering=\"pixelated\"".utf8)
    let head = Array(SVGHead.texts(of: picture, idPrefix).utf8)
    let labels = Array((" " + SVGHead.labels(idPrefix)).utf8)
    let root = Array("<svg".utf8)
    var index = 0
    // The declaration before the root is left out: inside a page it would be an error.
    while index < svg.count, !svg.has(root, at: index) { index += 1 }
    var isInRoot = true
    // What stays as it is goes over in one piece.
    var kept = index
    func keep() {
      out += svg[kept..<index]
    }
    while index < svg.count {
      let byte = svg[index]
      if isInRoot, byte == UInt8(ascii: ">") {
        keep()
        out += labels
        out += [byte, UInt8(ascii: "\n")]
        out += head
        isInRoot = false
        index += 1
        kept = index
      } else if byte == UInt8(ascii: "<"), svg.has(image, at: index) {
        keep()
        out += sharp
        index += image.count
        kept = index
      } else if let (mark, end) = ends[Int(byte)], svg.has(mark, at: index) {
        index += mark.count
        keep()
        let name = svg[index...].prefix { $0 != end }
        append(renamed: name)
        index += name.count
        kept = index
      } else {
        index += 1
      }
    }
    keep()
    return out
  }
}
