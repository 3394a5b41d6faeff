import Testing

@testable import VizDrawing

@Suite struct RecentValuesTests {
  @Test func whatIsWantedStays() {
    var values = RecentValues<Int, String>(most: 2)
    for number in 1...3 {
      values.insert("\(number)", for: number)
      #expect(values.value(for: 1) == "1")
    }
    #expect(values.value(for: 3) == "3")
  }

  @Test func whatNobodyWantsGoesWithItsGeneration() {
    var values = RecentValues<Int, String>(most: 2)
    for number in 1...5 { values.insert("\(number)", for: number) }
    #expect(values.value(for: 1) == nil && values.value(for: 2) == nil)
    #expect(values.value(for: 4) == "4" && values.value(for: 5) == "5")
  }
}
