import VizDrawing

extension Placement {
  /// The same cards in lines that follow each other like lines of music: a wire that leads on turns
  /// from the end of its line, in a lane of its own between the lines, to the beginning of another.
  ///
  /// - Parameter cuts: The ranks that begin a new line, in order.
  /// - Returns: Nil where a wire would lead back to an earlier line.
  func turned(
    at cuts: [Int], _ model: DiagramModel, _ options: DiagramOptions
  ) -> Placement? {
    guard !cuts.isEmpty else { return self }
    return LineTurner(self, cuts: cuts, model, options)?.turned
  }
}

/// Turns a strip into lines.
private struct LineTurner {
  /// What turns from the end of one line to the beginning of others: all that one source sends out
  /// of its line at one place.
  private struct Turn {
    var line: Int
    /// Where it leaves its line in the strip, across the flow, and where once it is apart from others.
    var leaving: Double
    var parted: Double
    /// The last line that it reaches, and where it first enters a line.
    var last: Int
    var entering: Double
    var outerLane = 0
    var endLane = 0
  }

  private struct Line {
    var flow: ClosedRange<Double>
    var cross: ClosedRange<Double>
    /// How far it moves from its place in the strip.
    var shift = (flow: 0.0, cross: 0.0)
    /// The lanes behind its end, which are the lanes below it, too.
    var lanes = 0
    /// Where it and its lanes end across the flow.
    var end = 0.0
  }

  private let strip: Placement
  private let model: DiagramModel
  private let axes: FlowAxes
  private let lineOf: [Int]
  private var lines: [Line]
  private var turns: [Turn] = []
  /// The turn of each wire that has one.
  private var turnOf: [Int?]
  private var panels: [[(line: Int, rect: Rect)]] = []

  private static let lane = 9.0
  private static let parting = 14.0
  private static let gap = 24.0
  private static let radius = 7.0
  /// The straight end of what enters a line, with room for an arrowhead.
  private static let arrival = 18.0

  init?(_ strip: Placement, cuts: [Int], _ model: DiagramModel, _ options: DiagramOptions) {
    self.strip = strip
    self.model = model
    axes = FlowAxes(direction: options.direction)
    let lineOf =
      options.arrangement.movesLeaves
      ? Self.lines(of: strip, cuts: cuts, model)
      : strip.ranks.map { rank in cuts.count { $0 <= rank } }
    self.lineOf = lineOf
    turnOf = model.wires.map { _ in nil }
    guard model.wires.allSatisfy({ lineOf[$0.from] <= lineOf[$0.to] }) else { return nil }
    var extents = [(flow: ClosedRange<Double>, cross: ClosedRange<Double>)?](
      repeating: nil, count: cuts.count + 1)
    for (box, line) in zip(strip.boxes, lineOf) {
      let (flow, cross) = (axes.flow(box), axes.cross(box))
      extents[line] =
        extents[line].map { ($0.flow.joined(flow), $0.cross.joined(cross)) } ?? (flow, cross)
    }
    lines = extents.compactMap { $0.map { Line(flow: $0.flow, cross: $0.cross) } }
    guard lines.count == extents.count else { return nil }
    splitPanels()
    findTurns()
    giveRoomToWires()
    moveLines()
  }

  /// The line of each card. A leaf of the last rank before a line all of whose operations take it
  /// stands at the beginning of that line, not at the end of the one before.
  private static func lines(of strip: Placement, cuts: [Int], _ model: DiagramModel) -> [Int] {
    var lineOf = strip.ranks.map { rank in cuts.count { $0 <= rank } }
    let last = cuts.map { cut in strip.ranks.filter { $0 < cut }.max() }
    for card in model.cards.indices {
      let line = lineOf[card]
      guard model.cards[card].arriving.isEmpty, line < cuts.count,
        strip.ranks[card] == last[line], !model.cards[card].leaving.isEmpty,
        model.cards[card].leaving.allSatisfy({ lineOf[model.wires[$0].to] == line + 1 })
      else { continue }
      lineOf[card] = line + 1
    }
    // A line of nothing but leaves stays one.
    for line in cuts.indices where !lineOf.contains(line) {
      return strip.ranks.map { rank in cuts.count { $0 <= rank } }
    }
    return lineOf
  }

  // MARK: Panels

  /// Cuts each panel into the parts that stand on each line.
  private mutating func splitPanels() {
    let model = model
    let depths = model.panels.indices.map { index -> Int in
      Array(sequence(first: index, next: { model.panels[$0].parent }).prefix(64)).count
    }
    let deepest = depths.max() ?? 0
    let brackets = Set(model.brackets.map(\.panel))
    // The extent across of the cards that a panel has on each line.
    var extents = [[Int: ClosedRange<Double>]](repeating: [:], count: model.panels.count)
    for (card, box) in strip.boxes.enumerated() {
      guard let first = model.cards[card].panel else { continue }
      for panel in Array(sequence(first: first, next: { model.panels[$0].parent }).prefix(64)) {
        let cross = axes.cross(box)
        extents[panel][lineOf[card]] = extents[panel][lineOf[card]]?.joined(cross) ?? cross
      }
    }
    panels = model.panels.indices.map { index in
      let whole = strip.panels[index][0]
      let (flow, cross) = (axes.flow(whole), axes.cross(whole))
      return extents[index].sorted { $0.key < $1.key }.map { line, extent in
        // Where it goes on, an outer panel ends a little behind the panels in it.
        let inner = Double(deepest - depths[index])
        let title = brackets.contains(index) ? 0 : 20 * (inner + 1)
        let isLR = axes.direction == .lr
        let edge = 6 + 5 * inner
        let lower = max(
          flow.lowerBound, lines[line].flow.lowerBound - edge - (isLR ? 0 : title))
        let upper = min(flow.upperBound, lines[line].flow.upperBound + edge)
        let room = brackets.contains(index) ? 34 : 12 * (inner + 1)
        let from = max(cross.lowerBound, extent.lowerBound - room - (isLR ? title : 0))
        let to = min(cross.upperBound, extent.upperBound + room)
        return (
          line, axes.rect(flow: lower...max(lower, upper), cross: min(from, to)...max(from, to))
        )
      }
    }
    for (line, rect) in panels.joined() {
      lines[line].flow = lines[line].flow.joined(axes.flow(rect))
      lines[line].cross = lines[line].cross.joined(axes.cross(rect))
    }
  }

  // MARK: Wires

  /// A wire up to the end of its line: straight on instead of into a bend that would be cut there.
  private func head(_ wire: Int) -> Path {
    let line = lineOf[model.wires[wire].from]
    let end = lines[line].flow.upperBound
    let path = strip.routes[wire].beginning(upTo: end, axes)
    guard case .curve(_, let control, let cut)? = path.elements.last,
      abs(axes.cross(cut) - axes.cross(control)) > Self.slant
    else { return path }
    var straight = Path()
    for element in path.elements.dropLast() { straight.append(element) }
    guard let last = straight.lastPoint,
      isFree(axes.cross(last), axes.flow(last)...max(end, axes.flow(last)), on: line, of: wire)
    else { return path }
    straight.line(to: axes.point(end, axes.cross(last)))
    return straight
  }

  /// A wire from the beginning of its last line, straight up to where a bend that was cut ends.
  private func tail(_ wire: Int) -> Path {
    let line = lineOf[model.wires[wire].to]
    let start = lines[line].flow.lowerBound
    let path = strip.routes[wire].ending(from: start, axes)
    guard path.elements.count > 1, let cut = path.firstPoint,
      case .curve(let control, _, let end) = path.elements[1],
      abs(axes.cross(cut) - axes.cross(control)) > Self.slant,
      isFree(axes.cross(end), min(start, axes.flow(end))...axes.flow(end), on: line, of: wire)
    else { return path }
    var straight = Path()
    straight.move(to: axes.point(start, axes.cross(end)))
    straight.line(to: end)
    for element in path.elements.dropFirst(2) { straight.append(element) }
    return straight
  }

  /// So much a wire may slant where it is cut.
  private static let slant = 0.5

  private func isFree(
    _ cross: Double, _ flow: ClosedRange<Double>, on line: Int, of wire: Int
  ) -> Bool {
    let ends = [model.wires[wire].from, model.wires[wire].to]
    return strip.isFree(cross, flow, axes) { lineOf[$0] == line && !ends.contains($0) }
  }

  private mutating func findTurns() {
    struct Key: Hashable { var source: Int, coordinate: Int }
    var known: [Key: Int] = [:]
    for (index, wire) in model.wires.enumerated()
    where lineOf[wire.from] != lineOf[wire.to] && wire.stub == nil {
      guard let leaving = head(index).lastPoint, let entering = tail(index).firstPoint else {
        continue
      }
      let (out, into) = (axes.cross(leaving), axes.cross(entering))
      let line = lineOf[wire.to]
      // In range: coordinates are within 65,535 points of each other.
      let key = Key(source: wire.from, coordinate: Int(out.rounded()))
      if let turn = known[key] {
        turnOf[index] = turn
        if line < turns[turn].last { turns[turn].entering = into }
        turns[turn].last = max(turns[turn].last, line)
      } else {
        turnOf[index] = turns.count
        known[key] = turns.count
        turns.append(
          Turn(
            line: lineOf[wire.from], leaving: out, parted: out, last: line, entering: into))
      }
    }
    for line in lines.indices {
      let here = turns.indices.filter { turns[$0].line == line }
      // What leaves lowest turns first, and lies highest below the line.
      let order = here.sorted { (turns[$0].leaving, $0) > (turns[$1].leaving, $1) }
      for (lane, turn) in order.enumerated() {
        turns[turn].endLane = lane
        if lane > 0 {
          let above = turns[order[lane - 1]].parted - Self.lane
          turns[turn].parted = min(turns[turn].parted, above)
        }
      }
      lines[line].lanes = here.count
    }
    giveOuterLanes()
  }

  /// The lanes before the lines: those that go farther down lie farther out.
  private mutating func giveOuterLanes() {
    var taken: [[ClosedRange<Int>]] = []
    let order = turns.indices.sorted {
      let (a, b) = (turns[$0], turns[$1])
      return (a.last - a.line, a.entering, $0) < (b.last - b.line, b.entering, $1)
    }
    for turn in order {
      // It runs from below its own line into the last one.
      let span = (2 * turns[turn].line + 1)...(2 * turns[turn].last)
      let lane = taken.firstIndex { $0.allSatisfy { !$0.overlaps(span) } } ?? taken.count
      if lane == taken.count { taken.append([]) }
      taken[lane].append(span)
      turns[turn].outerLane = lane
    }
  }

  private mutating func giveRoomToWires() {
    for turn in turns {
      lines[turn.line].cross = lines[turn.line].cross.joined(turn.parted...turn.parted)
    }
    func give(_ path: Path, to line: Int) {
      for point in path.sampled(12) {
        let coordinate = axes.cross(point)
        lines[line].cross = lines[line].cross.joined((coordinate - 3)...(coordinate + 3))
      }
    }
    for (index, wire) in model.wires.enumerated() {
      if turnOf[index] == nil {
        give(strip.routes[index], to: lineOf[wire.to])
      } else {
        give(head(index), to: lineOf[wire.from])
        give(tail(index), to: lineOf[wire.to])
      }
    }
  }

  // MARK: Places

  /// How far the lines stand behind the edge: room for the lanes before them.
  private var lead: Double {
    let lanes = turns.map(\.outerLane).max().map { $0 + 1 } ?? 0
    return lanes > 0 ? Double(lanes) * Self.lane + Self.arrival : 0
  }

  private mutating func moveLines() {
    var end = 0.0
    for index in lines.indices {
      let line = lines[index]
      lines[index].shift = (lead - line.flow.lowerBound, end - line.cross.lowerBound)
      let below = end + line.cross.length
      end = below + Double(line.lanes) * Self.lane + Self.gap
      lines[index].end = below
    }
  }

  private func moved(_ rect: Rect, _ line: Int) -> Rect {
    let by = axes.point(lines[line].shift.flow, lines[line].shift.cross)
    return rect.offset(x: by.x, y: by.y)
  }

  private func moved(_ path: Path, _ line: Int) -> Path {
    path.offset(by: axes.point(lines[line].shift.flow, lines[line].shift.cross))
  }

  /// A wire from the end of its line to where it is wanted.
  private func path(_ index: Int, _ turn: Turn) -> Path {
    let target = lineOf[model.wires[index].to]
    var path = moved(head(index), turn.line)
    let tail = moved(tail(index), target)
    guard var start = path.lastPoint, let end = tail.firstPoint else { return path }
    let line = lines[turn.line]
    let edge = line.flow.upperBound + line.shift.flow
    let parted = turn.parted + line.shift.cross
    if turn.parted != turn.leaving {
      let reached = axes.point(edge + Self.parting, parted)
      let half = (edge + Self.parting - axes.flow(start)) / 2
      path.curve(
        axes.point(axes.flow(start) + half, axes.cross(start)),
        axes.point(edge + Self.parting - half, parted), to: reached)
      start = reached
    }
    let behind = edge + Self.parting + Self.radius + Double(turn.endLane) * Self.lane
    let below = line.end + Self.gap / 2 + Double(turn.endLane) * Self.lane
    let before = lead - Self.arrival - Double(turn.outerLane) * Self.lane
    path.lines(
      to: [
        axes.point(behind, parted), axes.point(behind, below), axes.point(before, below),
        axes.point(before, axes.cross(end)), end,
      ], from: start, radius: Self.radius)
    for element in tail.elements.dropFirst() { path.append(element) }
    return path
  }

  var turned: Placement {
    var placement = strip
    placement.boxes = zip(strip.boxes, lineOf).map { moved($0, $1) }
    placement.cards = zip(strip.cards, lineOf).map { moved($0, $1) }
    placement.panels = panels.map { parts in parts.map { moved($0.rect, $0.line) } }
    placement.routes = model.wires.indices.map { index in
      turnOf[index].map { path(index, turns[$0]) }
        ?? moved(strip.routes[index], lineOf[model.wires[index].to])
    }
    var end = 0.0
    for line in lines {
      let lanes = line.lanes > 0 ? Self.parting + Self.radius + Double(line.lanes) * Self.lane : 0
      end = max(end, lead + line.flow.length + lanes)
    }
    placement.size = axes.size(flow: end, cross: lines.last?.end ?? 0)
    return placement
  }
}
