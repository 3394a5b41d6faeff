import Testing

@testable import VizDiagram

@Suite struct LayoutRequestTests {
  @Test func readsWhatItWrote() {
    let request = LayoutWorkerTests.request
    #expect(request.encoded.hasPrefix("2 1 0\ndigraph g {"))
    #expect(LayoutRequest(encoded: request.encoded) == request)
  }

  @Test(arguments: [
    "", "1 2 3", "1 2\nx", "1 2 3 4\nx", "-1 0 0\nx", "a b c\nx", "1 1 99999999999\nx",
    "9999999999999999999999 1 1\nx",
  ])
  func refusesGarbage(text: String) {
    #expect(LayoutRequest(encoded: text) == nil)
  }
}
