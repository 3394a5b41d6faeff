import Testing
import VizBase
import VizTestSupport

@testable import VizTrace

@Suite struct MetricTableTests {
  private func table(_ text: String) throws -> MetricTable { try MetricTable(data: text.utf8) }

  private func refusal(_ text: String) -> String? {
    do {
      _ = try MetricTable(data: text.utf8)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func keras() throws {
    let table = try table("epoch,loss,val_loss\n0,0.5,0.6\n1,0.25,nan\n")
    #expect(table.columns.map(\.name) == ["epoch", "loss", "val_loss"])
    #expect(table["loss"]?.values == [0.5, 0.25])
    let series = try #require(table.series("val_loss"))
    #expect(series.steps == [0, 1])
    #expect(series.values[0] == 0.6 && series.values[1].isNaN)
    #expect(table.metricColumns.map(\.name) == ["loss", "val_loss"])
  }

  @Test func lightningLeavesCellsOut() throws {
    let table = try table(
      "epoch,step,train_loss,val_loss\r\n0,49,1.5,\r\n0,99,,0.75\r\n1,149,1.25\r\n")
    #expect(table.series("train_loss")?.steps == [49, 149])
    #expect(table.series("val_loss") == MetricSeries(name: "val_loss", steps: [99], values: [0.75]))
    #expect(table.series("val_loss", over: "epoch")?.steps == [0])
    #expect(table.rowCount == 3)
  }

  @Test func headersComeAgainAndGrow() throws {
    let table = try table("step,a\n1,2\nstep,a,b\n2,3,4\n\na,step\n9,3\n")
    #expect(table.series("a") == MetricSeries(name: "a", steps: [1, 2, 3], values: [2, 3, 9]))
    #expect(table.series("b")?.steps == [2])
  }

  @Test func pandasHasAnIndexWithoutName() throws {
    let table = try table(",loss,phase\n0,1e-3,train\n1,2.5E+2,eval\n")
    #expect(table.columns.map(\.name) == ["index", "loss"])
    #expect(table.textColumns == ["phase"])
    #expect(
      table.series("loss") == MetricSeries(name: "loss", steps: [0, 1], values: [0.001, 250]))
  }

  @Test func quotedCells() throws {
    let table = try table("\"a, b\",\"say \"\"x\"\"\",\"two\nlines\"\n\"1\", \"2\" ,3\n")
    #expect(table.columns.map(\.name) == ["a, b", "say \"x\"", "two\nlines"])
    #expect(table.columns.map(\.values) == [[1], [2], [3]])
  }

  @Test func separatorsAndMarks() throws {
    #expect(try table("\u{FEFF}a;b\n0,5;1\n")["a"]?.values == [0.5])
    #expect(try table("a\tb\r1\t2\r").columns.map(\.values) == [[1], [2]])
    #expect(try table("a\n1\n\n2").columns.map(\.values) == [[1, 2]])
    #expect(try table("1,2\n3,4\n").columns.map(\.name) == ["column 1", "column 2"])
    #expect(try table("a\n1,7,\n2\n").columns.map(\.name) == ["a", "column 2"])
    #expect(try table("a,a,\n1,2,3\n").columns.map(\.name) == ["a", "a (2)", "column 3"])
  }

  @Test func wordsForNumbers() throws {
    let cells = ["nan", "NaN", "inf", "-inf", "Infinity", "-Infinity", "None", "", "N/A", "+1"]
    let column = try #require(table("x,y\n" + cells.map { "\($0),0\n" }.joined())["x"])
    #expect(column.rows == [0, 1, 2, 3, 4, 5, 9])
    #expect(column.values.dropFirst(2) == [.infinity, -.infinity, .infinity, -.infinity, 1])
  }

  @Test func numbersAreTheNearestDoubles() throws {
    var random = SeededNumbers(state: 3)
    let numbers =
      [
        0.1, -0.0, .leastNonzeroMagnitude, 1.7976931348623157e308, 9_007_199_254_740_992,
        123_456_789.123_456_789,
      ]
      + (0..<500).map { _ in Double(bitPattern: UInt64.random(in: 0...(.max), using: &random)) }
      .filter(\.isFinite)
    let column = try #require(table("x\n" + numbers.map { "\($0)\n" }.joined())["x"])
    #expect(column.values == numbers)
  }

  @Test func jsonLines() throws {
    let table = try table(
      """
      {"step": 1, "loss": 0.5, "eval": {"acc": NaN, "f1": {"macro": 1}}, "tags": [1, {"a": 2}]}
      {"step": 2, "loss": null, "note": "text", "ok": true}

      {"step": 3, "loss": -Infinity, "eval": {}, "lr": "Infinity"}
      {"step": 4, "lo
      """)
    #expect(table.columns.map(\.name) == ["step", "loss", "eval/acc", "eval/f1/macro", "ok", "lr"])
    #expect(table["loss"]?.rows == [0, 2])
    #expect(table["loss"]?.values == [0.5, -.infinity])
    #expect(table.rowCount == 3)
    #expect(table.textColumns == ["note"])
  }

  @Test func refusalsNameThePlace() {
    #expect(refusal("") == "1:1: the file is empty")
    #expect(
      refusal("a,b\n1,2\n3,x4\n")
        == "3:3: \"x4\" stands in the column \"b\", whose cells are numbers")
    #expect(refusal("a,\"b\n1,2\n") == "1:3: a quotation mark is never closed")
    #expect(refusal("a,b\n\"1\"2,3\n") == "2:4: more follows after a closing quotation mark")
    #expect(refusal("{\"a\": 1}\n{\"a\": 2\n{\"a\": 3}") != nil)
    #expect(
      refusal("{\"a\": 1}\n{\"a\": \"x\"}")
        == "2:7: the values of \"a\" are numbers, and here is none")
    #expect(refusal("{\"a\": ") == "1:7: the file ends where a value should stand")
  }

  @Test func damagedFilesAreReadOrRefused() {
    let sources = [
      "epoch,loss,val_loss\n0,0.5,0.6\n1,0.25,nan\nepoch,loss,val_loss,lr\n2,1e-3,,0.1\n",
      "\u{FEFF}\"a;b\";c\r\n\"1\";\"2,5\"\r\n\"x\"\"y\";-inf\r\n",
      "{\"step\": 1, \"a\": {\"b\": NaN}}\n{\"step\": 2, \"a\": {\"b\": [1, \"é\"]}}\n",
    ].map { Array($0.utf8) }
    var random = SeededNumbers(state: 5)
    for _ in 0..<10_000 {
      var bytes = sources.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damage(&bytes, with: sources, marks: "\",;\n\r\t{}[]:.-e\\naN", using: &random)
      }
      do throws(MetricError) {
        let table = try MetricTable(data: bytes)
        let isWhole = table.columns.allSatisfy {
          $0.rows.count == $0.values.count && ($0.rows.last ?? 0) <= max(0, table.rowCount - 1)
        }
        if !isWhole { Issue.record("\(bytes)") }
        for column in table.columns where table.series(column.name) == nil {
          Issue.record("\(column.name)")
        }
      } catch {
        if error.description.contains(where: \.isNewline) { Issue.record("\(error)") }
      }
    }
  }

  /// How the work grows with their number is counted in `MetricGrowthTests`.
  @Test func manyColumnsAreRead() throws {
    let names = (0..<100_000).map { "m\($0)" }
    let row = names.indices.map { "\($0 % 7)" }.joined(separator: ",")
    let fields = names.map { "\"\($0)\": 1" }.joined(separator: ", ")
    let header = names.joined(separator: ",")
    let same = Array(repeating: "a", count: names.count).joined(separator: ",")
    let texts: [(String, String)] = [
      ("\(header)\n\(row)\n\(row)\n", "m99999"),
      // One name for all, and no name at all.
      ("\(same)\n\(row)\n\(row)\n", "a (100000)"),
      ("\(row)\n\(row)\n", "column 100000"),
      ("{\(fields)}\n{\(fields)}\n", "m99999"),
      ("{\"deep\": {\(fields)}}\n{\"deep\": {\(fields)}}\n", "deep/m99999"),
    ]
    for (text, last) in texts {
      let read = try table(text)
      #expect(read.columns.count == 100_000 && read.columns.last?.name == last)
      #expect(read.allSeries.count >= 99_999)
    }
  }
}

private struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state ^ (state >> 29)) &* 0xbf58_476d_1ce4_e5b9
  }
}
