import VizDrawing

/// What Graphviz is told of a box: a table in its language of labels, each cell of which is a port.
///
/// Cells have no content, so that they are as large as they say: no font is looked for. What an attribute
/// is without being named is left out, since reading tables is a third of the time of a small layout.
struct PortTable {
  /// The port at which wires leave.
  static let output = "o"

  /// The port at which the wires of a row arrive.
  static func input(_ row: Int) -> String { "i\(row)" }

  let markup: String

  /// A box: the input ports share one side, the rest of the box is the output port.
  ///
  /// Several input ports are a table of their own in a cell of it: Graphviz adds the extents of one row
  /// or of one column up, where it solves a network for those of a grid.
  init(_ box: LayoutGraph.Box, _ direction: DiagramOptions.Direction) {
    let (width, height) = (Self.points(box.size.width), Self.points(box.size.height))
    guard box.rows > 0 else {
      markup = Self.table([Self.cell(width, height, port: Self.output)])
      return
    }
    // The ports need no depth of their own; a fifth of the box keeps the table well-formed.
    let length = direction == .lr ? height : width
    let depth = max(1, (direction == .lr ? width : height) / 5)
    let inputs = (0..<box.rows).map { row in
      let extent = length * (row + 1) / box.rows - length * row / box.rows
      let port = Self.input(row)
      return direction == .lr
        ? Self.cell(depth, extent, port: port) : Self.cell(extent, depth, port: port)
    }
    switch direction {
    case .lr:
      let side = box.rows == 1 ? inputs[0] : "<TD>\(Self.table(inputs))</TD>"
      markup = Self.table([side + Self.cell(width - depth, height, port: Self.output)])
    case .tb:
      let side = box.rows == 1 ? inputs[0] : "<TD>\(Self.table([inputs.joined()]))</TD>"
      markup = Self.table([side, Self.cell(width, height - depth, port: Self.output)])
    }
  }

  /// Room without a port, such as a panel's title takes.
  init(room: Size) {
    markup = Self.table([Self.cell(Self.points(room.width), Self.points(room.height))])
  }

  private static func table(_ rows: [String]) -> String {
    "<TABLE BORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">"
      + rows.map { "<TR>\($0)</TR>" }.joined() + "</TABLE>"
  }

  private static func cell(_ width: Int, _ height: Int, port: String? = nil) -> String {
    let name = port.map { "PORT=\"\($0)\" " } ?? ""
    return "<TD \(name)WIDTH=\"\(width)\" HEIGHT=\"\(height)\"></TD>"
  }

  /// Graphviz takes whole points in tables, at most 65,535 of them.
  static func points(_ length: Double) -> Int {
    Int(min(max(length.rounded(.up), 1), 65_000))
  }
}
