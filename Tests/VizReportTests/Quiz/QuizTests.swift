import Testing
import VizTrace

@testable import VizReport

@Suite struct QuizTests {
  /// f = q z with q = x + y, and x once more: x has two ways.
  func graph(x: Double = 2, y: Double = -5, z: Double = 3) -> ComputationGraph {
    let q = x + y
    let p = q * z
    return ComputationGraph(
      name: "f = (x + y) z x",
      nodes: [
        Node(id: "x", op: "input", value: .scalar(x), gradient: .scalar(z * x + p)),
        Node(id: "y", op: "input", value: .scalar(y), gradient: .scalar(z * x)),
        Node(id: "z", op: "input", value: .scalar(z), gradient: .scalar(q * x)),
        Node(
          id: "q", op: "add", inputs: ["x", "y"], value: .scalar(q), gradient: .scalar(z * x),
          local: [.number(1), .number(1)]),
        Node(
          id: "p", op: "mul", inputs: ["q", "z"], value: .scalar(p), gradient: .scalar(x),
          local: [.number(z), .number(q)]),
        Node(
          id: "f", op: "mul", inputs: ["p", "x"], value: .scalar(p * x), gradient: .scalar(1),
          local: [.number(x), .number(p)]),
      ], outputs: ["f"])
  }

  func quiz(_ variants: [ComputationGraph] = []) throws -> Quiz {
    let graph = graph()
    return try #require(Quiz(graph, Replay(graph), variants: variants))
  }

  @Test func roundsAsAStudentShould() {
    let rounded = [0.19661, -0.19661, 0, 9.996, 12345, 3, -1e-9].map(QuizQuestion.rounded)
    #expect(
      rounded == [
        "1.97e-1", "-1.97e-1", "0.00e+0", "1.00e+1", "1.23e+4", "3.00e+0", "-1.00e-9",
      ])
  }

  @Test func knowsTheUsualSlips() throws {
    let question = try #require(quiz().questions.first { $0.text == "What is ∂f/∂x?" })
    #expect(question.answer == .number(-3))
    let slips = Dictionary(
      question.slips.map { ($0.answer.text, $0.slip) }, uniquingKeysWith: { a, _ in a })
    #expect(slips["3.00e+0"] == .sign)
    // 6 by q, and -9 by the product itself.
    #expect(slips["6.00e+0"] == .fan && slips["-9.00e+0"] == .fan)
    #expect(question.hints[0] == "∂f/∂x = □ × □ + □ × □: 2 ways, which add up")
    let graph = graph(y: -4)
    let other = try #require(Quiz(graph, Replay(graph)))
    let factors = try #require(other.questions.first { $0.text == "What is ∂f/∂z?" })
    #expect(factors.slips.contains { $0.answer == .number(6) && $0.slip == .factors })
    #expect(factors.slips.contains { $0.answer == .number(2) && $0.slip == .local })
    #expect(factors.slips.contains { $0.answer == .number(-2) && $0.slip == .upstream })
  }

  @Test func asksWhichInputLowersTheOutput() throws {
    // The gradients are -3, 6 and -6: of y and z none is plainly the largest.
    #expect(try !quiz().questions.contains { $0.kind == .move })
    // Here they are -6, 6 and -8.
    let graph = graph(x: 2, y: -6, z: 3)
    let quiz = try #require(Quiz(graph, Replay(graph)))
    let move = try #require(quiz.questions.first { $0.kind == .move })
    #expect(move.choices.count == 6)
    #expect(move.answer == .choice("z up"))
    let slips = Dictionary(
      move.slips.map { ($0.answer.text, $0.slip) }, uniquingKeysWith: { a, _ in a })
    #expect(slips["z down"] == .direction && slips["x up"] == .smaller && slips["y up"] == .both)
  }

  @Test func asksForAFaultyRuleInNumbersThatTellNothing() throws {
    let fault = try #require(
      quiz([graph(), graph(x: 1.5, y: 2.5, z: -0.7)]).questions.first { $0.kind == .fault })
    let answers = Set(try quiz().questions.map(\.answer.text))
    for row in fault.table where row[0] != "f" && row[2] != "?" {
      let number = try #require(Double(row[2].replacing("−", with: "-")))
      #expect(!answers.contains(QuizQuestion.rounded(number)))
    }
    #expect(fault.choices.contains { .choice($0) == fault.answer })
  }

  /// A sum at the output sends 1 back, which another question asks for.
  @Test func aSumAtTheOutputLeavesAQuestionForTheFault() throws {
    func graph(_ x: Double, _ y: Double, _ k: Double) -> ComputationGraph {
      let p = x * y
      return ComputationGraph(
        name: "f = x y k + s",
        nodes: [
          Node(id: "x", op: "input", value: .scalar(x), gradient: .scalar(k * y)),
          Node(id: "y", op: "input", value: .scalar(y), gradient: .scalar(k * x)),
          Node(id: "k", op: "input", value: .scalar(k), gradient: .scalar(p)),
          Node(
            id: "p", op: "mul", inputs: ["x", "y"], value: .scalar(p), gradient: .scalar(k),
            local: [.number(y), .number(x)]),
          Node(
            id: "q", op: "mul", inputs: ["p", "k"], value: .scalar(k * p), gradient: .scalar(1),
            local: [.number(k), .number(p)]),
          Node(id: "s", op: "input", value: .scalar(0.5), gradient: .scalar(1)),
          Node(
            id: "f", op: "add", inputs: ["q", "s"], value: .scalar(k * p + 0.5),
            gradient: .scalar(1), local: [.number(1), .number(1)]),
        ], outputs: ["f"])
    }
    let here = graph(2, -5, 3)
    let quiz = try #require(Quiz(here, Replay(here), variants: [graph(1.7, -0.9, 2.3)]))
    let fault = try #require(quiz.questions.first { $0.kind == .fault })
    let answers = Set(quiz.questions.map(\.answer.text))
    let shown = fault.table.filter { $0[0] != "f" && $0[2] != "?" }.compactMap {
      Double($0[2].replacing("−", with: "-"))
    }
    #expect(shown.count >= 3)
    #expect(shown.allSatisfy { !answers.contains(QuizQuestion.rounded($0)) })
    #expect(fault.table.contains { $0[2] == "?" })
  }

  @Test func pageHasNoAnswer() async throws {
    let graph = graph(x: 2.37, y: -5.19, z: 3.71)
    let page = try await #require(
      GraphPage(quizOn: graph, variants: [], salt: "s", version: "1"))
    let html = try page.html()
    for (question, answer) in page.quizAnswers {
      #expect(html.contains(question.replacing("?", with: "")) || question.contains("moved"))
      guard let number = Double(answer) else { continue }
      // The derivative of a product is a value, and stands there as one.
      let isValue = graph.nodes.contains {
        abs(($0.value?.scalar ?? 0) - number) < 0.005 * abs(number)
      }
      guard !isValue else { continue }
      #expect(!html.contains(">\(answer.replacing("-", with: "−"))<"), "\(question): \(answer)")
    }
    #expect(!html.contains("class=\"gradient\""))
    #expect(!html.contains("upstream 1"))
  }

  @Test func hashesDifferBySalt() {
    let (one, other) = (Quiz.hash("1.97e-1", salt: "a"), Quiz.hash("1.97e-1", salt: "b"))
    #expect(one != other && one.count == 16)
    #expect(one == Quiz.hash("1.97e-1", salt: "a"))
  }
}
