import Testing
import VizTrace

@Suite struct TensorDataTests {
  @Test func literalsAreScalarsAndVectors() {
    let node = Node(
      id: "f", op: "mul", inputs: ["q", "z"], value: -12, gradient: 0.5,
      local: [-4, 0.25, "Wᵀ", nil])
    #expect(node.value == .scalar(-12) && node.gradient == .scalar(0.5))
    #expect(node.local == [.number(-4), .number(0.25), .text("Wᵀ"), nil])
    let vector: TensorData = [1, 2, 0.5]
    #expect(vector == .elements([1, 2, 0.5], shape: [3]))
  }
}
