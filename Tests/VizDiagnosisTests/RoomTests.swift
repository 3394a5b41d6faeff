import Testing
import VizTestSupport

/// What is found in a run is for every program, also where no drawing library is installed.
@Suite struct RoomTests {
  static let drawing = [
    "CCairo", "CGraphviz", "VizDrawing", "VizDiagram", "VizPlot", "VizReport", "VizLectures",
  ]

  @Test(arguments: drawing) func findingsLinkNothingThatDraws(module: String) throws {
    #expect(try Rooms.ofThisPackage().way(from: "VizDiagnosis", to: module) == nil)
  }

  @Test func theRoomsAreRead() throws {
    let rooms = try Rooms.ofThisPackage()
    #expect(rooms.way(from: "VizDiagnosis", to: "VizTrace") == ["VizDiagnosis", "VizTrace"])
    #expect(
      rooms.way(from: "VizReport", to: "CGraphviz") == ["VizReport", "VizDiagram", "CGraphviz"])
    #expect(rooms.uses["VizBase"] != nil && rooms.uses.count > 12)
  }

  /// The check sees a breach in the package's description, wherever in between it is.
  @Test func aPlantedDependencyIsSeen() throws {
    let manifest = try Rooms.manifest()
    let planted = manifest.replacing(
      #/name: "VizEvents",\s*uses: \[/#, with: #"name: "VizEvents", uses: ["VizDrawing", "#)
    #expect(planted != manifest)
    #expect(
      Rooms(manifest: planted).way(from: "VizDiagnosis", to: "CCairo")
        == ["VizDiagnosis", "VizEvents", "VizDrawing", "CCairo"])
  }

  /// A module that another room has built can be imported though the description says nothing.
  @Test(arguments: [
    "import CGraphviz", "public import CGraphviz", "@testable import CGraphviz",
    "  @preconcurrency internal import CGraphviz", "import struct CGraphviz.Agraph_t",
  ])
  func aPlantedImportIsSeen(line: String) throws {
    var rooms = try Rooms.ofThisPackage()
    rooms.add(source: "import VizBase\n\(line)\n\nlet a = 1\n", to: "VizTrace")
    #expect(
      rooms.way(from: "VizDiagnosis", to: "CGraphviz") == ["VizDiagnosis", "VizTrace", "CGraphviz"])
  }

  @Test func wordsAboutImportsAreNone() {
    var rooms = Rooms(manifest: "")
    rooms.add(source: "/// To import Cairo is the other room's task.\nlet import2 = 1\n", to: "A")
    #expect(rooms.uses["A", default: []].isEmpty)
  }
}
