import Testing
import VizBase

@testable import VizTrace

@Suite struct GraphErrorTests {
  @Test func descriptionsBeginWithThePlace() {
    let location = ProblemLocation(line: 3, column: 14)
    #expect(GraphError(.syntax, "it is odd", location: location).description == "3:14: it is odd")
    #expect(GraphError(.noNodes, "it is empty").description == "it is empty")
  }

  @Test func everyRefusalIsOnePrintableLine() throws {
    for name in try Fixtures.names("bad") {
      let error = try #require(refusal(try Fixtures.bytes("bad", name)))
      for line in [error.description, error.hint ?? ""] {
        #expect(
          line.unicodeScalars.allSatisfy {
            ![.control, .format, .lineSeparator].contains($0.properties.generalCategory)
          })
        #expect(line.unicodeScalars.count < 250, "\(name)")
      }
    }
  }
}
