import Testing

@testable import VizTrace

@Suite struct NodeNameTests {
  @Test(arguments: [
    ("mul1", "mul", nil), ("n12", "mul", nil), ("node-3", "mul", nil), ("42", "mul", nil),
    ("q", "add", "q"), ("addition", "add", "addition"), ("mul1", "add", "mul1"),
    ("dense1/mul1", "mul", "dense1/mul1"),
    ("loss_of_the_whole_batch", "mean", "loss_of_the_whole_batch"),
  ])
  func anIdThatIsNoRunningNumberIsAName(id: String, op: String, name: String?) {
    #expect(Node(id: id, op: op).givenName == name)
  }

  @Test func aLabelIsAName() {
    #expect(Node(id: "mul1", op: "mul", label: "q").givenName == "q")
    #expect(Node(id: "q", op: "mul", label: "mul1").givenName == "mul1")
  }
}
