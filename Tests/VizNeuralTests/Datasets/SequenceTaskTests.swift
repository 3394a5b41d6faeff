import Testing
import VizTensor

@testable import VizNeural

/// The sequences that tasks draw, and what they ask.
@Suite struct SequenceTaskTests {
  /// What is learnt from has more vectors of zeros, what is held out has not.
  @Test func blanksAreLearntFromAlone() throws {
    var c = TrainingConfiguration(model: "ntm", task: "copy")
    (c.examples, c.length) = (400, 10)
    func share(_ data: Dataset<Double>) -> Double {
      let rows = stride(from: 0, to: data.targets(of: 8).count, by: 8).map {
        data.targets(of: 8)[$0..<$0 + 8]
      }.filter { $0.allSatisfy { $0 >= 0 } }
      return Double(rows.count { $0.allSatisfy { $0 == 0 } }) / Double(rows.count)
    }
    c.blanks = 0.25
    let split = try TrainingPlan(c).data(as: Double.self) { _ in [] }
    #expect(abs(share(split.training) - 0.25) < 0.05)
    #expect(share(try #require(split.testing)) < 0.05)
    c.blanks = nil
    let plain = try TrainingPlan(c).data(as: Double.self) { _ in [] }
    #expect(plain.testing?.inputs == split.testing?.inputs)
    #expect(plain.training.count == split.training.count && share(plain.training) < 0.05)
    c.blanks = 1
    #expect(throws: NeuralError.self) { try TrainingPlan(c) }
    c = TrainingConfiguration(model: "gru", task: "parity")
    c.blanks = 0.1
    #expect(throws: NeuralError.self) { try TrainingPlan(c) }
  }

  @Test(arguments: SequenceTask.allCases)
  func isTheSameForTheSameSeed(_ task: SequenceTask) throws {
    let first: Dataset<Float> = try task.make(examples: 5, seed: 1)
    #expect(try first == task.make(examples: 5, seed: 1))
    #expect(try first != task.make(examples: 5, seed: 2))
    #expect(first.count == 5)
  }

  @Test func copyAsksForWhatItShowed() throws {
    let data: Dataset<Double> = try SequenceTask.copy.make(
      examples: 30, length: 4, width: 3, seed: 7)
    #expect(data.inputShape == [9, 4])
    guard case .values(let answers) = data.targets else { return }
    for example in 0..<30 {
      let x = (0..<9).map { step in
        (0..<4).map { data.inputs.elements[(example * 9 + step) * 4 + $0] }
      }
      let y = (0..<9).map { step in (0..<3).map { answers.elements[(example * 9 + step) * 3 + $0] }
      }
      let length = try #require(x.firstIndex { $0[3] == 1 })
      #expect(1...4 ~= length)
      for step in 0..<9 {
        let isAsked = length + 1..<2 * length + 1 ~= step
        #expect(y[step] == (isAsked ? Array(x[step - length - 1].prefix(3)) : [-1, -1, -1]))
        if step > length { #expect(x[step] == [0, 0, 0, 0]) }
      }
    }
  }

  @Test func recallAsksForTheItemBehindTheQuery() throws {
    let data: Dataset<Double> = try SequenceTask.recall.make(
      examples: 30, length: 3, width: 4, seed: 7)
    let steps = data.inputShape[0]
    guard case .values(let answers) = data.targets else { return }
    for example in 0..<30 {
      func x(_ step: Int) -> [Double] {
        (0..<6).map { data.inputs.elements[(example * steps + step) * 6 + $0] }
      }
      func y(_ step: Int) -> [Double] {
        (0..<4).map { answers.elements[(example * steps + step) * 4 + $0] }
      }
      let items = (0..<steps).filter { x($0)[4] == 1 }
      let query = try #require((0..<steps).first { x($0)[5] == 1 })
      let asked = (1...3).map { Array(x(query + $0).prefix(4)) }
      let shown = items.map { item in (1...3).map { Array(x(item + $0).prefix(4)) } }
      let answer = (5...7).map { y(query + $0) }
      #expect(zip(shown, shown.dropFirst()).contains { $0 == asked && $1 == answer })
    }
  }

  @Test func parityAdditionAndSortingAreRight() throws {
    let parity: Dataset<Double> = try SequenceTask.parity.make(examples: 40, length: 6, seed: 3)
    let addition: Dataset<Double> = try SequenceTask.addition.make(examples: 40, length: 6, seed: 3)
    let sorting: Dataset<Double> = try SequenceTask.sorting.make(examples: 40, length: 6, seed: 3)
    guard case .values(let sums) = addition.targets, case .steps(let sorted) = sorting.targets
    else { return }
    for example in 0..<40 {
      let bits = (0..<6).reduce(0.0) { $0 + parity.inputs.elements[(example * 6 + $1) * 2] }
      #expect(parity.labels?[example] == Int(bits) % 2)
      let sum = (0..<6).reduce(0.0) { sum, step in
        let index = (example * 6 + step) * 3
        return sum + addition.inputs.elements[index] * addition.inputs.elements[index + 1]
      }
      #expect(abs(sum - sums.elements[example]) < 1e-12)
      let range = example * 6..<(example + 1) * 6
      #expect(sorting.inputs.elements[range].sorted() == Array(sorted.elements[range]))
    }
  }

  @Test func allLengthsComeUp() throws {
    let data: Dataset<Double> = try SequenceTask.parity.make(examples: 400, length: 5, seed: 3)
    let lengths = (0..<400).map { example in
      (0..<5).count { data.inputs.elements[(example * 5 + $0) * 2 + 1] == 1 }
    }
    #expect(Set(lengths) == [1, 2, 3, 4, 5])
    let exact: Dataset<Double> = try SequenceTask.parity.make(
      examples: 4, length: 5, isExact: true, seed: 3)
    #expect((0..<20).allSatisfy { exact.inputs.elements[$0 * 2 + 1] == 1 })
  }

  @Test(
    arguments: [
      (SequenceTask.copy, 1, nil, nil, "examples"), (.copy, 4, 0, nil, "length"),
      (.recall, 4, 1, nil, "length"), (.copy, 4, 4, 1, "width"), (.parity, 4, 4, 4, "width"),
    ] as [(SequenceTask, Int, Int?, Int?, String)])
  func refuses(_ task: SequenceTask, _ examples: Int, _ length: Int?, _ width: Int?, _ key: String)
  {
    #expect {
      let _: Dataset<Float> = try task.make(
        examples: examples, length: length, width: width, seed: 1)
    } throws: { error in
      guard case .configuration(let found, _, _) = error as? NeuralError else { return false }
      return found == key
    }
  }
}

extension Dataset<Double> {
  /// The answers, one number after the other.
  fileprivate func targets(of width: Int) -> [Double] {
    (try? targets(for: .sequenceBits).elements) ?? []
  }
}
