import ArgumentParser
import Foundation
import Testing
import VizBP
import VizBase
import VizCheck
import VizLectures
import VizTestSupport

@testable import VizCommand
@testable import VizDiagram

/// Damaged input, along the way that the program takes with it.
///
/// Every round has the same seed each time; a failure names its round.
@Suite struct FuzzTests {
  private static let rounds = 10_000

  /// Expects that an error is one that the program has words for, and a line of them.
  private func expectWords(_ error: any Error, _ comment: Comment) {
    guard let failure = Failure(error, about: "input") else {
      Issue.record("no words for \(error) (\(comment))")
      return
    }
    #expect(failure.status == .badData, "\(failure) \(comment)")
    let isLine = failure.message.allSatisfy { !$0.isNewline && $0 != "\u{1b}" }
    #expect(isLine && !failure.message.isEmpty && failure.message.count < 1000, comment)
  }

  @Test func damagedGraphFiles() async throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../VizTraceTests/Fixtures/good")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
    let lectures = try WorkedExample.lectures.map { try $0.graph().jsonData() }
    let sources = lectures + (try files.map { [UInt8](try Data(contentsOf: $0)) })
    var random = SplitMix64(seed: 1986)
    var readable = 0
    for round in 0..<Self.rounds {
      var bytes = sources.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        damage(&bytes, with: sources, marks: jsonMarks, using: &random)
      }
      var options = DiagramOptions()
      options.collapse = [.automatic, .none, .depth(round % 3)][round % 3]
      options.direction = round.isMultiple(of: 2) ? .lr : .tb
      options.show = round.isMultiple(of: 5) ? .chain : .gradients
      do {
        let graph = try ComputationGraph(jsonData: bytes)
        readable += 1
        _ = try DiagramModel(graph, options: options)
        _ = graph.dot(options: options)
        _ = try NodeTable(graph).text
        // A layout takes longer than all the rest.
        if readable.isMultiple(of: 10) {
          _ = try await Diagram(graph, options: options).picture.svg()
        }
      } catch {
        expectWords(error, "round \(round)")
      }
    }
    #expect(readable > Self.rounds / 20, "too much damage tests the reader alone")
  }

  private static let expressions =
    WorkedExample.lectures.map(\.expression) + [
      "q = max(x, 2) * [1, 2.5e-3]; f = -log(1/(1+exp(-q@[[1,2],[3,4]]))) ^ 2",
      "x + y * z / w - 3 ^ -2", "sum(softmax([x, y, z])) + norm(v) * mean(v @ W)",
      "logsumexp(v) - dot(v, v)\nrelu(x) # comment", "transpose(W) @ v", "--x^-y^z", "f = x; f",
      "tanh(sin(cos(tan(sqrt(abs(x))))))", "softplus(square(pow(x, 2))) + step(y) + min(x, y)",
      "日本 * π + e",
    ]

  @Test func damagedExpressions() throws {
    let sources = Self.expressions.map { Array($0.utf8) }
    let given = ["x=2", "y=-1.5", "z=[1, 2]", "w=0", "v=[3, 4]", "W=[[1, 2], [3, 4]]", "日本=nan"]
      .map { Array($0.utf8) }
    let marks = "0123456789.+-*/^@()[],;=#exyzvWw \n"
    var random = SplitMix64(seed: 2012)
    var readable = 0
    for round in 0..<Self.rounds {
      var bytes = sources.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        damage(&bytes, with: sources + given, marks: marks, using: &random)
      }
      var values = given
      if round.isMultiple(of: 4) {
        let index = Int.random(in: values.indices, using: &random)
        damage(&values[index], with: given, marks: marks, using: &random)
      }
      do {
        let formula = try MathExpression(String(decoding: bytes, as: UTF8.self))
        var inputs: [String: Tensor<Double>] = [:]
        for value in values {
          let (name, given) = try MathExpression.assignment(String(decoding: value, as: UTF8.self))
          guard case .tensor(let tensor) = given else { continue }
          // Values for names that the formula lacks are refused: a person gives those it has.
          if formula.inputs.contains(name) { inputs[name] = tensor }
        }
        if !round.isMultiple(of: 3) {
          for name in formula.inputs where inputs[name] == nil { inputs[name] = 0.5 }
        }
        let granularity = [Granularity.asWritten, .fine, .coarse][round % 3]
        let trace = try formula.trace(inputs: inputs, granularity: granularity)
        readable += 1
        let graph = try ComputationGraph(
          capturing: trace.output, name: formula.typeset(),
          seed: trace.output.shape.isScalar ? nil : .ones(trace.output.shape))
        try graph.verify()
        _ = try NodeTable(graph).text
        if round.isMultiple(of: 20) {
          _ = try DiagramModel(graph, options: DiagramOptions())
          _ = try GradientCheck(of: formula, at: inputs).description
          _ = try ComputationGraph(jsonData: graph.jsonData())
        }
      } catch {
        expectWords(error, "round \(round)")
      }
    }
    #expect(readable > Self.rounds / 20, "too much damage tests the parser alone")
  }

  @Test func damagedArguments() throws {
    let sources = [
      "eval", "render", "gallery", "--help", "-o", "a.svg", "--scale", "2", "--collapse", "-1",
      "--mode", "forward", "--seed", "x", "x=1", "-x", "--", "-", "--json", "--text=live", "-q",
    ].map { Array($0.utf8) }
    var random = SplitMix64(seed: 1974)
    for _ in 0..<1000 {
      let arguments = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        var bytes = sources.randomElement(using: &random) ?? []
        if Int.random(in: 0..<3, using: &random) == 0 {
          damage(&bytes, with: sources, marks: "-=.ox", using: &random)
        }
        return String(decoding: bytes, as: UTF8.self)
      }
      do {
        _ = try Vizbp.parseAsRoot(Vizbp.protectingMinus(arguments))
      } catch {
        let code = Vizbp.exitCode(for: error)
        #expect(code.isSuccess || code == .validationFailure, "\(arguments)")
        #expect(!Vizbp.fullMessage(for: error).isEmpty, "\(arguments)")
      }
    }
  }
}
