import Testing
import VizBase

@Suite struct ProblemTests {
  private struct Trouble: Problem {
    enum Kind: ProblemKind { case odd }

    var kind: Kind { .odd }
    var message = "it is odd"
    var location: ProblemLocation?
  }

  @Test func saysWhereItIsAsFarAsThatIsKnown() {
    #expect(Trouble().description == "it is odd")
    #expect(Trouble(location: ProblemLocation()).description == "it is odd")
    #expect(Trouble(location: ProblemLocation(file: "a.csv")).description == "a.csv: it is odd")
    let text = ProblemLocation(TextLocation(line: 3, column: 14))
    #expect(Trouble(location: text).description == "3:14: it is odd")
    let both = ProblemLocation(file: "a\nb", line: 2, column: 1)
    #expect(Trouble(location: both).description == #"a\nb:2:1: it is odd"#)
  }

  @Test func isOfTheDataUnlessItsKindSaysOtherwise() {
    #expect(Trouble().kind.cause == .data)
    #expect(Trouble().hint == nil)
  }
}
