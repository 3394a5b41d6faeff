import Foundation
import Testing

/// `vizbp diff`: where two executions part.
@Suite struct DiffTests {
  /// The lecture's graph as another program writes it: other ids, another order.
  private static func other(
    value: String = "3", gradientOfY: String = "-4", op: String = "add"
  ) -> String {
    let product = value == "3" ? "-12" : "-16"
    return graphFile(
      [
        #"{"id": "5", "op": "mul", "inputs": ["4", "3"], "value": \#(product), "gradient": 1}"#,
        #"{"id": "4", "op": "\#(op)", "inputs": ["1", "2"], "value": \#(value), "gradient": -4}"#,
        #"{"id": "3", "op": "input", "value": -4, "gradient": \#(value)}"#,
        #"{"id": "2", "op": "input", "value": 5, "gradient": \#(gradientOfY)}"#,
        #"{"id": "1", "op": "input", "value": -2, "gradient": -4}"#,
      ], rest: #", "outputs": ["5"]"#)
  }

  private struct Answer: Decodable {
    struct Structure: Decodable {
      var onlyA: [String]
      var onlyB: [String]
    }
    struct Parting: Decodable {
      var node: String
      var error: Double
    }
    var ok: Bool
    var structure: Structure
    var forward: Parting?
    var backward: Parting?
  }

  private func answer(_ second: String, status: Int32) async throws -> Answer {
    try await inFolder { folder in
      try folder.write(lecture, to: "a.json")
      try folder.write(second, to: "b.json")
      let outcome = try await vizbp("diff", "a.json", "b.json", "--json", in: folder)
      #expect(outcome.status == status && outcome.errors == "")
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      return try decoder.decode(Answer.self, from: Data(outcome.bytes))
    }
  }

  @Test func matchesWhateverTheNames() async throws {
    let same = try await answer(Self.other(), status: 0)
    #expect(same.ok && same.forward == nil && same.backward == nil)
    #expect(same.structure.onlyA.isEmpty && same.structure.onlyB.isEmpty)
  }

  @Test func namesTheNodeThatParts() async throws {
    let forward = try await answer(Self.other(value: "4"), status: 1)
    #expect(!forward.ok && forward.forward?.node == "q" && forward.backward == nil)
    let backward = try await answer(Self.other(gradientOfY: "-8"), status: 1)
    #expect(backward.backward?.node == "q" && backward.forward == nil)
    let structure = try await answer(Self.other(op: "sub"), status: 1)
    #expect(structure.structure.onlyA == ["q"] && structure.structure.onlyB == ["4"])
  }

  @Test func printsAndDraws() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "a.json")
      try folder.write(Self.other(gradientOfY: "-8"), to: "b.json")
      let outcome = try await vizbp("diff", "a.json", "b.json", "-o", "d.svg", in: folder)
      #expect(outcome.status == 1 && outcome.errors == "")
      #expect(
        outcome.output == """
          backward: q (add, 4 there): its own rule sends another gradient, relative error 0.5
          5 values and 5 gradients compared; furthest apart y, by 0.5 of its size
          diff: they part backward at q (add, 4 there)

          """)
      let svg = try folder.text("d.svg")
      #expect(svg.contains("parts by its own rule") && svg.contains("wide: other gradients"))
      let same = try await vizbp("diff", "a.json", "a.json", in: folder)
      #expect(same.status == 0)
      #expect(
        same.output == "5 values and 5 gradients compared; all are the same\ndiff: same\n")
    }
  }

  @Test func saysWhatItCannotTell() async throws {
    func graph(_ gradient: String, _ rest: String) -> String {
      graphFile(
        [
          #"{"id": "x", "op": "input", "value": 0, "gradient": \#(gradient)}"#,
          #"{"id": "s", "op": "sin", "inputs": ["x"], "value": 0, "gradient": 1}"#,
          #"{"id": "e", "op": "exp", "inputs": ["x"], "value": 1, "gradient": 1}"#,
          #"{"id": "f", "op": "add", "inputs": ["s", "e"], "value": 1, "gradient": 1}"#,
        ], rest: #", "outputs": ["f"]\#(rest)"#)
    }
    try await inFolder { folder in
      try folder.write(graph("2", ""), to: "a.json")
      try folder.write(graph("2.3217", #", "notes": ["It ran eagerly."]"#), to: "b.json")
      let outcome = try await vizbp("diff", "a.json", "b.json", in: folder)
      #expect(outcome.status == 1 && outcome.errors == "")
      #expect(
        outcome.output == """
          backward: e (exp): its own rule sends another gradient, relative error 0.14
            or s: as plain an explanation; what was sent along each wire ('contributions') would tell
          the second says: It ran eagerly.
          4 values and 4 gradients compared; furthest apart x, by 0.14 of its size
          diff: they part backward at e (exp) or another

          """)
    }
  }

  @Test func refusesInALine() async throws {
    try await inFolder { folder in
      try folder.write(lecture, to: "a.json")
      try folder.write("{", to: "b.json")
      try await expectRefusal(
        ["diff", "a.json", "c.json"], 66, "error: c.json: there is no such file or folder",
        in: folder)
      let bad = try await vizbp("diff", "a.json", "b.json", in: folder)
      #expect(bad.status == 65 && bad.errors.hasPrefix("error: b.json:1:"))
      try await expectRefusal(
        ["diff", "-", "-"], 64,
        "error: only one of the two can be standard input\nsee 'vizbp diff --help'", in: folder)
    }
  }
}
