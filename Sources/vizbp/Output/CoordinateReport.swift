import VizBP
import VizBase

/// What `vizbp train --widths` prints: how far the first steps move each layer, by the width.
struct CoordinateReport {
  private let check: CoordinateCheck

  init(_ check: CoordinateCheck) { self.check = check }

  /// A slope beyond this is no accident of a few widths.
  private static let flat = 0.15

  /// A row a layer, and what it comes to.
  var text: String {
    var rows = [["layer"] + check.widths.map { "width \($0)" } + ["slope", ""]]
    rows += check.layers.map { layer in
      [layer.name.escaped(limit: 40)] + layer.changes.map { TextTable.number($0, digits: 3) }
        + [TextTable.number(layer.slope, digits: 2), Self.word(layer.slope)]
    }
    let steep = check.layers.filter { !($0.slope.magnitude <= Self.flat) }
    let verdict =
      steep.isEmpty
      ? "The steps move every layer alike at all widths: a learning rate found for one holds for the"
        + " others."
      : "The steps move \(steep.map { $0.name.escaped(limit: 40) }.joined(separator: ", "))"
        + " otherwise at other widths: a learning rate found for one does not hold for the others."
    return "How far \(check.steps) steps move each layer's values (root mean square):\n"
      + TextTable(rows, numbers: Set(1...check.widths.count + 1)).text + "\n" + verdict + "\n"
  }

  private static func word(_ slope: Double) -> String {
    if slope.isNaN { return "does not move" }
    if slope > flat { return "grows with the width" }
    return slope < -flat ? "shrinks with the width" : "the same at all widths"
  }
}
