import Testing
import VizAutodiff
import VizBase
import VizTensor

@Suite struct ExpressionValueTests {
  static let values: [(String, [Double], [Int])] = [
    ("2", [2.0], []), ("-1e3", [-1000], []), ("+.5", [0.5], []), ("[1, 2]", [1, 2], [2]),
    ("[[1,2],[3,4]]", [1, 2, 3, 4], [2, 2]), ("inf", [Double.infinity], []),
    ("-inf", [-Double.infinity], []), ("[]", [], [0]), ("[[],[]]", [], [2, 0]),
    (" [ -1 , 2 ] ", [-1, 2], [2]), ("[[[1],[2]]]", [1, 2], [1, 2, 1]),
  ]

  @Test(arguments: values)
  func reads(_ text: String, _ elements: [Double], _ shape: [Int]) throws {
    let value = try MathExpression.value(text)
    #expect(value.elements == elements && value.shape.extents == shape)
  }

  @Test func readsNaNAndAssignments() throws {
    #expect(try MathExpression.value("nan").scalar?.isNaN == true)
    let (name, value) = try MathExpression.assignment("w_0 = [1, 2]")
    #expect(name == "w_0" && value == .tensor(Tensor([1, 2])))
    #expect(try MathExpression.assignment("x = @a b.npy").value == .file("a b.npy"))
  }

  @Test(arguments: [
    ("x", "1:1: \"x\" gives no value; a value is given as NAME=VALUE"),
    ("2=3", "1:1: \"2\" is not a name; a value is given as NAME=VALUE"),
    ("x=", "1:3: a value is missing; it is a number or a list such as [1, 2]"),
    ("x=@", "1:3: @ should stand before the name of a file"),
    ("x=abc", "1:3: \"abc\" is not a number; a value is a number or a list such as [1, 2]"),
    ("x=[1, b]", "1:7: \"b\" is not a number; a value is a number or a list such as [1, 2]"),
    ("x=[1 2]", "1:6: a comma or \"]\" should stand here"),
    ("x=[1, 2", "1:3: this list is never closed"),
    ("x=[1, 2]]", "1:9: the value should end here"),
    ("x=1 2", "1:5: the value should end here; several numbers are a list such as [1, 2]"),
    ("x=1,2", "1:4: the value should end here; several numbers are a list such as [1, 2]"),
    (
      "x=[[1, 2], [3]]", "1:3: element 2 of this list has shape [1], and the first has [2]"
    ),
  ])
  func saysWhatIsWrong(_ text: String, _ message: String) throws {
    let error = try #require(throws: ExpressionError.self) { try MathExpression.assignment(text) }
    #expect(error.description == message)
  }

  @Test func depthIsLimited() throws {
    let error = try #require(throws: ExpressionError.self) {
      try MathExpression.value(String(repeating: "[", count: 10_000))
    }
    #expect(error.description == "1:33: lists are nested deeper than 32")
    #expect(throws: ExpressionError.self) {
      try MathExpression(
        String(repeating: "[", count: 50) + "1" + String(repeating: "]", count: 50))
    }
  }
}
