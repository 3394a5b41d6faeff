import Testing
import VizDrawing

@testable import VizDiagram

@Suite struct OpLookTests {
  @Test func gatesHaveTheLecturesRoles() {
    #expect(OpLook.of("add").role == "distributor" && OpLook.of("mul").role == "switcher")
    #expect(OpLook.of("maximum").role == "router" && OpLook.of("max").role == "router")
  }

  @Test func anUnknownOpHasItsName() {
    let look = OpLook.of("fft")
    #expect(look.symbol == "fft" && look.family == .other && look.role == nil)
  }

  @Test(arguments: [
    ("add", 1.0, 0, "+1"), ("add", -1, 1, "−1"), ("sub", 0.5, 1, "−0.5"), ("sub", -2, 1, "+2"),
    ("sub", 1, 0, "1−x"), ("mul", 2, 0, "×2"), ("mul", -2, 1, "×−2"), ("div", 1, 0, "1/x"),
    ("div", 2, 1, "÷2"), ("pow", 2, 1, "x²"), ("pow", 3, 1, "x³"), ("pow", -1, 1, "x^−1"),
    ("pow", 2, 0, "2^x"), ("maximum", 0, 0, "max(0, x)"), ("minimum", 6, 1, "min(6, x)"),
  ])
  func aNumberStandsOnTheCard(op: String, constant: Double, slot: Int, symbol: String) {
    #expect(OpLook.symbol(of: op, constant: constant, slot: slot) == symbol)
  }

  @Test func otherOpsKeepTheirNumberOnACard() {
    #expect(OpLook.symbol(of: "matmul", constant: 2, slot: 1) == nil)
  }
}
