import Testing
import VizAutodiff
import VizTensor

@Suite struct ExpressionFuzzTests {
  static let seeds = [
    "1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))", "q = x + y; f = q * z", "sum((W @ x)^2)",
    "[x, 5*x3, 4*x2^2 - 2*x3]", "[[1, 2], [3, 4]] @ transpose([x, y])", "-log(softmax(z))",
    "max(x, y) + min([1, -2e3]) # note", "a = 1\nb = a^-2\nnorm(b)",
    "conv2d(x, w, padding=[1, 2], groups=2)", "z[1] + sum(W[:, -1:0:-2], axis=0)[...]",
    "cross_entropy(z, y, reduction=\"sum\")", "E[[0, 1]] * x[k]", "clamp(x, min=-1.5, max=inf)",
  ]
  static let pieces =
    Array("()[],:;=+-*/^@.#\n 0129exσŷ_'\"\u{200B}\u{1B}é\0").map(String.init)
    + ["exp(", "max(", "1e9", "[[", "]]", "^-", "pi"]

  /// Every mutation is read, traced, set in print and differentiated, or refused with an error.
  @Test func mutationsNeitherCrashNorHang() {
    var generator = SplitMix64(seed: 42)
    var read = 0
    for _ in 0..<10_000 {
      var text = Array(Self.seeds.randomElement(using: &generator) ?? "")
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let at = Int.random(in: 0...text.count, using: &generator)
        let end = min(text.count, at + Int.random(in: 0...3, using: &generator))
        let piece = Self.pieces.randomElement(using: &generator) ?? ""
        text.replaceSubrange(at..<end, with: Bool.random(using: &generator) ? piece : "")
      }
      do {
        let expression = try MathExpression(String(text))
        read += 1
        #expect(!expression.typeset().isEmpty)
        var inputs: [String: Tensor<Double>] = [:]
        for name in expression.inputs { inputs[name] = Tensor([0.5, -1]) }
        for granularity in Granularity.allCases {
          let trace = try expression.trace(inputs: inputs, granularity: granularity)
          _ = try trace.tape.gradient(of: trace.output, seed: .ones(trace.output.shape))
        }
      } catch let error as ExpressionError {
        #expect(!error.message.isEmpty && !error.message.contains { $0.isNewline })
        if let excerpt = error.excerpt, let caret = error.caretColumn {
          #expect((1...excerpt.count + 1).contains(caret))
        }
      } catch {
        Issue.record(error)
      }
    }
    #expect(read > 1000)
  }
}
