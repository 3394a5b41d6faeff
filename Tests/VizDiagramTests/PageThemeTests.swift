import Testing
import VizCapture
import VizDrawing
import VizLectures
import VizTrace

@testable import VizDiagram

/// A page shows the light picture and restyles it by the names of its paints.
@Suite struct PageThemeTests {
  @Test(arguments: WorkedExample.lectures)
  func theLightPictureInDarkPaintsIsTheDarkPicture(_ example: WorkedExample) async throws {
    var options = DiagramOptions()
    let light = try await Diagram(example.graph(), options: options).picture
    options.theme = .dark
    let dark = try await Diagram(example.graph(), options: options).picture
    var (paints, dull) = ([String: Color](), 0)
    #expect(light.commands.count == dark.commands.count)
    for (a, b) in zip(light.commands, dark.commands) {
      guard let (one, other) = Self.paints(a, b) else { continue }
      #expect(one.name == other.name)
      guard let name = one.name else {
        dull += 1
        continue
      }
      // One name is one colour, whatever its opacity.
      let color = other.color.opacity(1)
      #expect(paints.updateValue(color, forKey: name) ?? color == color, "\(name)")
    }
    // Only the cells of small matrices have colours of their own.
    let cells = try example.graph().nodes.contains { $0.extents?.isEmpty == false }
    #expect(cells || dull == 0)
  }

  private static func paints(
    _ a: Picture.Command, _ b: Picture.Command
  ) -> (Paint, Paint)? {
    switch (a, b) {
    case (.fill(_, let a), .fill(_, let b)): (a, b)
    case (.stroke(_, let a), .stroke(_, let b)): (a.paint, b.paint)
    case (.text(_, _, let a, _, _), .text(_, _, let b, _, _)): (a, b)
    default: nil
    }
  }
}
