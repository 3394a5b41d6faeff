import Testing

@testable import VizTrace

@Suite struct StringNearestTests {
  @Test func fewEditsSuggest() {
    #expect("wieght".nearest(among: ["height", "weight", "bias"]) == "weight")
    #expect("w_1".nearest(among: ["w1", "b1"]) == "w1")
    #expect("x".nearest(among: ["X1", "loss"]) == nil)
    #expect("loss".nearest(among: ["weight", "bias"]) == nil)
    #expect("".nearest(among: ["a"]) == nil)
    #expect(String(repeating: "x", count: 1000).nearest(among: ["x"]) == nil)
  }
}
