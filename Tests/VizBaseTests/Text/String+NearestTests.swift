import Testing

@testable import VizBase

@Suite struct StringNearestTests {
  @Test func fewEditsSuggest() {
    #expect("wieght".nearest(among: ["height", "weight", "bias"]) == "weight")
    #expect("w_1".nearest(among: ["w1", "b1"]) == "w1")
    #expect("sigmiod".nearest(among: ["sin", "sigmoid"]) == "sigmoid")
    #expect("W".nearest(among: ["w"]) == "w")
  }

  @Test func namesThatHaveLittleInCommonAreNotSuggested() {
    #expect("x".nearest(among: ["X1", "loss"]) == nil)
    #expect("x".nearest(among: ["y", "z"]) == nil)
    #expect("loss".nearest(among: ["weight", "bias"]) == nil)
    #expect("".nearest(among: ["a"]) == nil)
    #expect(String(repeating: "x", count: 1000).nearest(among: ["x"]) == nil)
  }

  @Test(arguments: [
    ("kitten", "sitting", 3), ("abcd", "acbd", 1), ("", "abc", 3), ("same", "same", 0),
  ])
  func distances(_ a: String, _ b: String, _ expected: Int) {
    #expect(String.distance(Array(a.unicodeScalars), Array(b.unicodeScalars)) == expected)
    #expect(String.distance(Array(b.unicodeScalars), Array(a.unicodeScalars)) == expected)
  }
}
