import Foundation
import Testing

/// `vizbp explain`: the chain rule as LaTeX and on pages, and runs at several of their steps.
@Suite struct ExplainTrainingTests {
  @Test func writesTheChainRuleAsLaTeX() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "graph.json")
      let outcome = try await vizbp(
        "explain", "graph.json", "--of", "x", "-q", "-o", "x.tex", in: folder)
      #expect(outcome.status == 0 && outcome.errors == "")
      let tex = try folder.text("x.tex")
      #expect(tex.contains("\\usepackage{amsmath}") && tex.contains("\\begin{aligned}"))
      #expect(
        tex.contains(
          "  \\frac{\\partial f}{\\partial x} &= \\frac{\\partial f}{\\partial q} \\cdot"
            + " \\frac{\\partial q}{\\partial x} = \\underbrace{(-4)}_{(2)} \\cdot 1 = -4"
            + " &&\\quad(3)"))
      // An option of pictures asks for the drawn graph.
      let drawn = try await vizbp(
        "explain", "graph.json", "--of", "x", "-q", "--fit", "slide", "-o", "x.tex", in: folder)
      #expect(drawn.status == 0)
      #expect(try folder.text("x.tex").contains("\\begin{tikzpicture}"))
    }
  }

  @Test func namesAreTypeset() async throws {
    try await inFolder { folder in
      let outcome = try await vizbp(
        "explain", "s = w1 * weight; exp(s)", "w1=2", "weight=-9", "--of", "weight", "-q", "-o",
        "x.tex", in: folder)
      #expect(outcome.status == 0)
      let tex = try folder.text("x.tex")
      #expect(tex.contains("\\partial \\text{weight}") && tex.contains("\\times 10^{-"))
    }
  }

  @Test func pagesHaveTheChainRule() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "graph.json")
      _ = try await vizbp("explain", "graph.json", "--of", "x", "-q", "-o", "x.html", in: folder)
      let page = try folder.text("x.html")
      #expect(page.contains("<section id=\"explanation\""))
      #expect(page.contains("[3] ∂f/∂x = ∂f/∂q · ∂q/∂x = (−4)[2] · 1 = −4"))
      let plain = try await vizbp("render", "graph.json", "-q", "-o", "plain.html", in: folder)
      #expect(plain.status == 0)
      #expect(!(try folder.text("plain.html").contains("id=\"explanation\"")))
    }
  }

  @Test func stepsOfATrainingAreTakenAgain() async throws {
    try await inFolder { folder in
      let trained = try await vizbp(
        "train", "--dataset", "moons", "--examples", "40", "--layers", "5,5", "--steps", "30",
        "--batch", "8", "-q", "-o", "run", in: folder)
      #expect(trained.status == 0)
      let told = try await vizbp(
        "explain", "run", "--of", "dense1/W[0,2]", "--step", "2", "--step", "25", in: folder)
      #expect(told.status == 0 && told.errors == "")
      #expect(told.output.hasPrefix("step"))
      #expect(told.output.contains("\nStep 2\n\n∂loss/∂dense1/W[0,2] = "))
      #expect(told.output.contains("\nStep 25\n\n∂loss/∂dense1/W[0,2] = "))
      let json = try await vizbp(
        "explain", "run", "--of", "dense1/W[0,2]", "--step", "2", "--step", "25", "--json",
        in: folder)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let steps = try #require(object["steps"] as? [[String: Any]])
      #expect(steps.map { $0["step"] as? Int } == [2, 25])
      for step in steps {
        let (found, stated) = (step["gradient"] as? Double, step["stated_gradient"] as? Double)
        let gap = abs(try #require(found) - (try #require(stated)))
        #expect(gap < 1e-5 * max(abs(try #require(found)), 1e-3))
      }
      let beyond = try await vizbp(
        "explain", "run", "--of", "dense1/W[0,2]", "--step", "30", in: folder)
      #expect(beyond.status != 0 && beyond.errors.contains("there is no step 30"))
      let drawn = try await vizbp(
        "explain", "run", "--of", "dense1/W[0,2]", "--step", "1", "--step", "2", "-o", "x.svg",
        in: folder)
      #expect(drawn.status == 64)
    }
  }

  @Test func tellsWhichOperationsTakeTheGradient() async throws {
    try await inFolder { folder in
      let trained = try await vizbp(
        "train", "--dataset", "moons", "--examples", "40", "--layers", "6,6,6,6,6", "--activation",
        "sigmoid", "--steps", "6", "-q", "-o", "run", in: folder)
      #expect(trained.status == 0)
      let told = try await vizbp("explain", "run", "--of", "dense1/W", "--decades", in: folder)
      #expect(told.status == 0 && told.errors == "")
      #expect(told.output.hasPrefix("The gradient at dense1/W is "))
      #expect(told.output.contains("By operation: ") && told.output.contains("sigmoid −"))
      let json = try await vizbp(
        "explain", "run", "--of", "dense1/W", "--decades", "--step", "3", "--json", in: folder)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      let factors = try #require(object["factors"] as? [[String: Any]])
      let sum = factors.reduce(0) { $0 + ($1["decades"] as? Double ?? .nan) }
      #expect(abs(sum - (try #require(object["decades"] as? Double))) < 1e-9)
      #expect(factors.count { $0["op"] as? String == "sigmoid" } == 5)
      let wrong = try await vizbp(
        "explain", "run", "--of", "dense1/W[0,1]", "--decades", in: folder)
      #expect(wrong.status == 64)
    }
  }
}
