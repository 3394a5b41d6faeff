import Testing

@testable import VizDiagram

@Suite struct LayoutRequestTests {
  @Test func readsWhatItWrote() {
    let request = LayoutWorkerTests.request
    #expect(request.encoded.hasPrefix("2 1 0 \(request.dot.utf8.count)\ndigraph g {"))
    #expect(LayoutRequest(encoded: request.encoded) == request)
  }

  @Test(arguments: [
    "", "1 2 3 1", "1 2 1\nx", "1 2 3 4 1\nx", "-1 0 0 1\nx", "a b c 1\nx", "1 1 99999999999 1\nx",
    "9999999999999999999999 1 1 1\nx", "1 2 3 2\nx", "1 2 3 0\nx", "1 2 3 -1\nx",
    "1 2 3 99999999999\nx",
  ])
  func refusesGarbage(text: String) {
    #expect(LayoutRequest(encoded: text) == nil)
  }

  /// One after another, in whatever pieces they arrive.
  @Test func saysWhereARequestEnds() {
    let request = Array(LayoutWorkerTests.request.encoded.utf8)
    let two = request + request
    for count in two.indices {
      #expect(
        LayoutRequest.length(in: Array(two[..<count]))
          == (count < request.count ? nil : request.count))
    }
    for text in ["hello\n1 0 0 1\nx", String(repeating: "1", count: 1000)] {
      #expect(LayoutRequest.length(in: Array(text.utf8)) == text.utf8.count)
    }
  }
}
