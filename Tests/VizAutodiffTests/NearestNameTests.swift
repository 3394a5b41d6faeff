import Testing

@testable import VizAutodiff

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("kitten", "sitting", 3), ("abcd", "acbd", 1), ("", "abc", 3), ("same", "same", 0),
  ])
  func distances(_ a: String, _ b: String, _ expected: Int) {
    #expect(NearestName.distance(Array(a), Array(b)) == expected)
    #expect(NearestName.distance(Array(b), Array(a)) == expected)
  }

  @Test func onlyNearNamesAreOffered() {
    #expect(NearestName.find("sigmiod", among: ["sin", "sigmoid"]) == "sigmoid")
    #expect(NearestName.find("x", among: ["y", "z"]) == nil)
    #expect(NearestName.find("W", among: ["w"]) == "w")
    #expect(NearestName.find("banana", among: ["exp", "log"]) == nil)
  }
}
