import Synchronization

/// What was computed with symbols: one operation on one or two numbers after the other.
///
/// A computation is recorded once, however often it is done. While nothing is recorded, symbols that
/// are no constants are NaN.
package final class SymbolRecorder: Sendable {
  /// The recorder of what is being computed.
  @TaskLocal static var current: SymbolRecorder?

  /// An operation on numbers.
  package enum Operation: Sendable, Hashable {
    /// Of one number.
    case function(ElementwiseFunction)
    /// Of two.
    case operation(ElementwiseOperation)
  }

  /// A constant, or a number by its slot: first the inputs, then the results in their order.
  package enum Operand: Sendable, Hashable {
    /// A number that is always the same.
    case constant(Double)
    /// What was computed before, by its index.
    case slot(Int)

    /// What a symbol stands for.
    package init(_ symbol: Symbol) {
      self = symbol.isConstant ? .constant(symbol.constant) : .slot(Int(symbol.slot))
    }
  }

  /// One operation, and what it is done to; functions take the first operand.
  package struct Instruction: Sendable, Hashable {
    /// What is computed.
    package let operation: Operation
    /// What from.
    package let x, y: Operand
  }

  struct Question: Equatable {
    let relation: NumberRelation
    let a, b: Operand
  }

  private struct State {
    var inputs = 0
    var instructions: [Instruction] = []
    var known: [Instruction: Int] = [:]
    var hasFailed = false
    var questions: [Question] = []
  }

  private let state = Mutex(State())
  /// The answers to the first questions; nil where there are to be none.
  private let answers: [Bool]?
  private let largest: Int

  /// A recorder of at most so many instructions.
  package convenience init(largest: Int) { self.init(largest: largest, answers: nil) }

  init(largest: Int, answers: [Bool]?) {
    self.largest = min(largest, 1_000_000)
    self.answers = answers
  }

  /// Records what `body` computes.
  package func record<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Self.$current.withValue(self, operation: body)
  }

  /// So many new inputs; before anything is computed.
  package func inputs(_ count: Int) -> [Symbol] {
    state.withLock { state in
      state.inputs += count
      return (state.inputs - count..<state.inputs).map { Symbol(slot: $0) }
    }
  }

  /// What was recorded.
  package var instructions: [Instruction] { state.withLock(\.instructions) }

  /// Whether something was asked that is not known, such as which of two numbers is greater, or more
  /// was computed than the recorder takes.
  package var hasFailed: Bool { state.withLock(\.hasFailed) }

  /// Whether the numbers are also decided about.
  var isExploring: Bool { answers != nil }
  var questions: [Question] { state.withLock(\.questions) }

  func fail() { state.withLock { $0.hasFailed = true } }

  func write(_ operation: Operation, _ x: Symbol, _ y: Symbol) -> Symbol {
    let instruction = Instruction(operation: operation, x: Operand(x), y: Operand(y))
    return state.withLock { state in
      if let index = state.known[instruction] { return Symbol(slot: index) }
      guard state.instructions.count < largest else {
        state.hasFailed = true
        return .nan
      }
      let index = state.inputs + state.instructions.count
      state.instructions.append(instruction)
      state.known[instruction] = index
      return Symbol(slot: index)
    }
  }

  func decide(_ relation: NumberRelation, _ a: Symbol, _ b: Symbol) -> Bool {
    let question = Question(relation: relation, a: Operand(a), b: Operand(b))
    return state.withLock { state in
      guard let answers else {
        state.hasFailed = true
        return false
      }
      if let known = state.questions.firstIndex(of: question) {
        return answers.indices.contains(known) && answers[known]
      }
      state.questions.append(question)
      let number = state.questions.count - 1
      return answers.indices.contains(number) && answers[number]
    }
  }
}
