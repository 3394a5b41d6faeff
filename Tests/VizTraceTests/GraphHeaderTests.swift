import Testing
import VizBase

@testable import VizTrace

@Suite struct GraphHeaderTests {
  @Test func aLaterVersionExplainsEveryOtherFault() {
    for nodes in ["{}", "[]", #"[{"id": "a"}]"#, #"[{"id": "a", "op": "x", "inputs": ["b"]}]"#] {
      let error = refusal(#"{"format": "vizbp.graph", "nodes": \#(nodes), "version": 7}"#)
      #expect(error?.kind == .unsupportedVersion)
      #expect(error?.message == "the file is of version 7; this vizbp reads version 1")
      #expect(error?.hint == "read it with a newer vizbp")
    }
  }

  @Test func anotherFormatExplainsThemToo() {
    let error = refusal(#"{"nodes": 3, "format": "netron"}"#)
    #expect(error?.description == #"1:24: the format is "netron", not "vizbp.graph""#)
  }
}
