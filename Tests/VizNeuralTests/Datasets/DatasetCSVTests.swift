import Testing
import VizTensor

@testable import VizNeural

@Suite struct DatasetCSVTests {
  private func read(
    _ text: String, label: String? = nil, areClasses: Bool? = nil
  ) throws -> Dataset<Double> {
    try Dataset(csv: Array(text.utf8), name: "t.csv", label: label, areClasses: areClasses)
  }

  private func message(_ text: String, label: String? = nil, areClasses: Bool? = nil) -> String {
    do {
      _ = try read(text, label: label, areClasses: areClasses)
      return "read"
    } catch { return "\(error)" }
  }

  @Test func takesTheLastColumnAsLabel() throws {
    let data = try read("1,2,b\n3,4,a\n5,6,b\n")
    #expect(data.inputs.elements == [1, 2, 3, 4, 5, 6])
    #expect(data.classes == ["a", "b"])
    #expect(data.labels == [1, 0, 1])
    #expect(data.features.isEmpty)
  }

  @Test func takesANamedColumn() throws {
    let data = try read("kind;size;\"the, weight\"\r\nb;1;2\r\na;3;4\r\n", label: "kind")
    #expect(data.features == ["size", "the, weight"])
    #expect(data.inputs.elements == [1, 2, 3, 4])
    #expect(data.labels == [1, 0])
  }

  @Test func takesDecimalCommasBetweenSemicolons() throws {
    #expect(try read("1,5;2;b\n-3;0,25;a\n").inputs.elements == [1.5, 2, -3, 0.25])
  }

  @Test func tellsClassesFromNumbers() throws {
    #expect(try read("1,10\n2,9\n3,10\n4,9\n").classes == ["9", "10"])
    #expect(
      try read("1,0.5\n2,9\n3,10\n4,9\n").targets == .values(Tensor(rows: [[0.5], [9], [10], [9]])))
    #expect(try read("1,10\n2,9\n3,10\n4,9\n", areClasses: false).labels == nil)
    #expect(try read("1,0.5\n2,9\n", areClasses: true).classes == ["0.5", "9"])
  }

  @Test func namesLineAndColumn() {
    #expect(message("") == "t.csv: there are no examples")
    #expect(message("a,b\n") == "t.csv: there are no examples")
    #expect(message("1\n") == "t.csv:1:1: there must be a feature and a label at least")
    #expect(
      message("a,b,c\n1,2,x\n1,2\n") == "t.csv:3:1: there are 2 columns, and 3 before")
    #expect(
      message("a,b,c\n1,red,x\n")
        == "t.csv:2:3: \"red\" is no number in the column \"b\"; features are numbers")
    #expect(
      message("1,2,x\n1,,x\n") == "t.csv:2:3: there is nothing; features are numbers")
    #expect(message("1,nan,x\n").contains("\"nan\" is no number"))
    #expect(message("1,2,\n") == "t.csv:1:5: there is no label")
    #expect(message("1,\"2,x\n") == "t.csv:1:3: a quotation mark is never closed")
    #expect(
      message("a,kind\n1,x\n", label: "kin")
        == "t.csv: there is no column \"kin\"; did you mean \"kind\"?")
    #expect(
      message("1,x\n", label: "kind")
        == "t.csv: its columns have no names, so that \"kind\" is not among them")
    #expect(message("1,x\n2,x\n") == "t.csv: every label is \"x\"; there must be two classes")
    #expect(
      message("1,x\n2,y\n", areClasses: false)
        == "t.csv:1:3: \"x\" is no number, and numbers are to be learnt")
  }
}
