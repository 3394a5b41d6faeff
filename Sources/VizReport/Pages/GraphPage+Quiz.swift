public import VizBase
public import VizDiagram
public import VizTrace

extension GraphPage {
  /// A page with a quiz on a graph and nothing that gives an answer away: no gradient and no local
  /// derivative is in it, answers are there as salted hashes.
  ///
  /// Nil where there is nothing to ask for: the graph's numbers are no scalars.
  ///
  /// - Parameters:
  ///   - graph: The graph, with values, gradients and local derivatives.
  ///   - variants: The same with other numbers, for a question on a faulty rule.
  ///   - salt: Stands before the answers that are hashed; another for every sheet.
  ///   - options: How the graph is drawn.
  ///   - version: The program's version.
  /// - Throws: As ``init(_:options:version:)``.
  public init?(
    quizOn graph: ComputationGraph, variants: [ComputationGraph], salt: String,
    options: DiagramOptions = DiagramOptions(),
    version: String = VizBPRelease.version
  ) async throws {
    var options = options
    options.collapse = .none
    var asked = try GraphSection.Asked(sheet: graph, Replay(graph))
    asked.variants = variants
    asked.salt = salt
    guard asked.quiz != nil else { return nil }
    self.version = version
    section = try await GraphSection(Quiz.stripped(graph), options: options)
    section.asked = asked
  }

  /// The graph with other numbers, for the quiz's question on a faulty rule.
  public var quizVariants: [ComputationGraph] {
    get { section.asked?.variants ?? [] }
    set { section.asked?.variants = newValue }
  }

  /// The quiz's questions with their answers, for a teacher; none where there is no quiz.
  public var quizAnswers: [(question: String, answer: String)] {
    section.asked?.quiz?.answers ?? []
  }
}
