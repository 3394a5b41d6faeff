import Testing
import VizBase
import VizDrawing
import VizTrace

@testable import VizDiagram

/// What a check found stands on the picture: wrong numbers struck through, with the right ones.
@Suite struct CorrectionTests {
  /// The sigmoid neuron with one gradient of the other sign, and what follows from it.
  static func neuron() throws -> (graph: ComputationGraph, options: DiagramOptions) {
    var graph = try Graphs.formula(
      "1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))",
      ["w0": "2", "x0": "-1", "w1": "-3", "x1": "-2", "w2": "-3"])
    var options = DiagramOptions()
    for index in graph.nodes.indices {
      let id = graph.nodes[index].id
      guard ["mul2", "w1", "x1"].contains(id), let right = graph.nodes[index].gradient?.scalar
      else { continue }
      graph.nodes[index].gradient = .scalar(-right)
      options.corrections[id] = Correction(
        gradient: .init(right: .scalar(right), isInherited: id != "mul2"))
    }
    options.highlights = ["add1": 1]
    options.highlightKeys = [HighlightKey(from: 1, "its rule may be wrong")]
    return (graph, options)
  }

  static let layouts: [DiagramOptions.Direction] = [.lr, .tb]

  @Test(arguments: layouts, [nil, Frame.slide, .column])
  func theRightNumberStandsBesideTheWrongOne(
    _ direction: DiagramOptions.Direction, _ fit: Frame?
  ) async throws {
    let neuron = try Self.neuron()
    var options = neuron.options
    options.direction = direction
    options.fit = fit
    options.keepsDirection = fit != nil
    let picture = try await Diagram(neuron.graph, options: options).picture
    let ink = Ink(picture, theme: options.theme)
    #expect(ink.faults.isEmpty, "\(ink.faults)")
    #expect(
      ink.texts.filter { $0.string.hasPrefix("should be ") }.map(\.string) == ["should be 0.20"])
    // One for the number itself, one for each that inherits its fault, and what its wires bring
    // back.
    let strikes = Self.strikes(picture)
    #expect(strikes.count >= 3)
    for number in ["−0.20", "0.39", "0.59"] {
      let struck = ink.texts.contains { text in
        text.string == number
          && strikes.contains { text.rect.inset(by: -1).contains($0) }
      }
      #expect(struck, "\(number) \(strikes)")
    }
    // Its neighbours, of the same number, are not.
    let kept = ink.texts.filter { text in
      text.string == "0.20" && !strikes.contains { text.rect.contains($0) }
    }
    #expect(kept.count >= 3)
  }

  /// The middles of the lines that strike something through.
  static func strikes(_ picture: Picture) -> [Point] {
    var kinds: [String] = []
    var found: [Point] = []
    for command in picture.commands {
      switch command {
      case .beginGroup(let group): kinds.append(group.kind)
      case .endGroup: _ = kinds.popLast()
      case .stroke(let path, _) where kinds.last == "correction":
        let points = path.sampled(2)
        if let a = points.first, let b = points.last {
          found.append(Point(x: (a.x + b.x) / 2, y: (a.y + b.y) / 2))
        }
      default: break
      }
    }
    return found
  }

  /// tanh(cos(u)) whose cosine has lost its sign: its slope is wrong, and what comes back inherits it.
  @Test(arguments: layouts)
  func aWrongSlopeStandsInItsCardWithTheRightOne(
    _ direction: DiagramOptions.Direction
  ) async throws {
    var graph = try Graphs.formula("tanh(cos(u))", ["u": "0.9"])
    let cosine = try #require(graph.nodes.firstIndex { $0.op == "cos" })
    graph.nodes[cosine].local = [.number(0.78333)]
    let options = DiagramOptions.with {
      $0.direction = direction
      $0.corrections[graph.nodes[cosine].id] = Correction(locals: [0: -0.78333])
      $0.highlights = [graph.nodes[cosine].id: 1]
    }
    let picture = try await Diagram(graph, options: options).picture
    let ink = Ink(picture, theme: options.theme)
    #expect(ink.faults.isEmpty, "\(ink.faults)")
    #expect(ink.texts.contains { $0.string == "should be −0.78" })
    let strikes = Self.strikes(picture)
    #expect(strikes.count == 1)
    #expect(ink.texts.contains { $0.string == "0.78" && $0.rect.contains(strikes[0]) })
  }

  @Test func onlyTheRuleHasARing() async throws {
    let (graph, options) = try Self.neuron()
    let picture = try await Diagram(graph, options: options).picture
    let halos = picture.commands.count { command in
      if case .stroke(_, let stroke) = command {
        stroke.paint == options.theme.halo(1)
      } else {
        false
      }
    }
    // On the card, and in the legend.
    #expect(halos == 2)
    let title = picture.commands.compactMap { command -> String? in
      if case .beginGroup(let group) = command, group.kind == "card" { group.title } else { nil }
    }.first { $0.contains("should be") }
    #expect(title?.contains("(which should be 0.19661193324148188)") == true, "\(title ?? "")")
  }

  @Test func numbersThatLookAlikeGetMoreDigits() {
    let texts = DiagramPainter.texts(
      .scalar(0.393_221), right: .scalar(0.393_243), NumberFormat(for: [0.39]))
    #expect(texts?.wrong == "0.39322" && texts?.right == "0.39324")
  }

  @Test func aFoldThatHidesAFaultHasAHalo() async throws {
    let graph = Graphs.chain(60)
    var options = DiagramOptions()
    options.corrections["sin30"] = Correction(
      gradient: .init(right: .scalar(1), isInherited: false))
    options.highlightKeys = [HighlightKey(from: 0.4, "its number is wrong")]
    let model = try DiagramModel(graph, options: options)
    let folds = model.cards.filter { if case .fold = $0.kind { true } else { false } }
    #expect(folds.count == 1 && folds[0].highlight != nil)
  }
}
