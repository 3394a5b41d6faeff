import SwiftProtobuf
import Testing
import VizTensor
import VizTestSupport
import VizTrace

@testable import VizEvents

/// What is read by hand, held against what the generated code reads.
@Suite struct NodeColumnsReaderTests {
  private static func summary(_ generator: inout SplitMix64) -> Statistics? {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return nil
    case 1: return Statistics(of: [])
    case 2: return Statistics(of: [.nan, .infinity, 0])
    default:
      let count = Int.random(in: 1..<40, using: &generator)
      let numbers = (0..<count).map { _ in
        Double.random(in: -1...1, using: &generator).rounded(.towardZero)
          + Double.random(in: -1e3...1e3, using: &generator)
      }
      var summary = Statistics(of: numbers)
      summary.histogram = Histogram(
        edges: Histogram.evenEdges(from: summary.min, to: summary.max, bins: 30),
        counts: (0..<30).map { _ in Int.random(in: 0..<1000, using: &generator) })
      return summary
    }
  }

  private static func records(_ generator: inout SplitMix64) -> [NodeRecord] {
    (0..<Int.random(in: 0..<6, using: &generator)).map { _ in
      NodeRecord(
        node: "n\(Int.random(in: 0..<400, using: &generator))", value: summary(&generator),
        gradient: summary(&generator),
        updateRatio: Bool.random(using: &generator) ? .random(in: 0...1, using: &generator) : nil,
        distance: Bool.random(using: &generator) ? .infinity : nil)
    }
  }

  /// Holds the columns of a folder against its records.
  private func compare(_ folder: String) throws {
    let log = try RunLog(folder: folder)
    let columns = try log.nodeColumns()
    var row = 0
    var seen: Set<String> = []
    try log.forEachNodeStep { step, wallTime, records in
      guard row < columns.steps.count else {
        Issue.record("step \(step) is missing")
        return
      }
      #expect(columns.steps[row] == step)
      #expect(columns.wallTimes[row] == wallTime)
      let byName = Dictionary(records.map { ($0.node, $0) }, uniquingKeysWith: { $1 })
      seen.formUnion(
        records.filter {
          $0.value != nil || $0.gradient != nil || $0.updateRatio != nil || $0.distance != nil
        }.map(\.node))
      for node in columns.nodes {
        let record = byName[node.node]
        expect(node.value, at: row, holds: record?.value)
        expect(node.gradient, at: row, holds: record?.gradient)
        for (column, number) in [
          (node.updateRatio, record?.updateRatio), (node.distance, record?.distance),
        ] {
          let found = column.isEmpty ? .nan : column[row]
          #expect(found == number || number == nil && found.isNaN)
        }
      }
      row += 1
    }
    #expect(row == columns.steps.count)
    #expect(Set(columns.nodes.map(\.node)) == seen)
  }

  private func expect(
    _ columns: StatisticsColumns, at row: Int, holds summary: Statistics?
  ) {
    guard !columns.isEmpty else {
      #expect(summary == nil)
      return
    }
    #expect(columns.count[row] == summary?.count ?? 0)
    #expect(columns.zeros[row] == summary?.zeros ?? 0)
    #expect(columns.nan[row] == summary?.nan ?? 0)
    #expect(columns.inf[row] == summary?.inf ?? 0)
    for (column, number) in [
      (columns.mean, summary?.mean), (columns.std, summary?.std), (columns.min, summary?.min),
      (columns.max, summary?.max), (columns.norm, summary?.norm),
    ] {
      #expect(column[row].bitPattern == (number ?? .nan).bitPattern)
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func readsWhatTheGeneratedCodeReads(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let folder = try TemporaryFolder()
    let log = try EventLog(folder: folder.path)
    let steps = Int.random(in: 1..<100, using: &generator)
    for step in 0..<steps {
      log.nodes(Self.records(&generator), step: step)
      if step.isMultiple(of: 3) { log.scalar("loss", 1, step: step) }
    }
    log.close()
    try compare(folder.path)
  }

  /// A run that was broken off and goes on, whose indices stand for other names.
  @Test func aFileThatGoesOnHasIndicesOfItsOwn() throws {
    let folder = try TemporaryFolder()
    for (start, names) in [(0, ["a", "b"]), (40, ["b", "c", "a"])] {
      let log = try EventLog(
        folder: folder.path,
        options: EventLog.Options(resumingAt: start == 0 ? nil : start))
      for step in start..<start + 50 {
        log.nodes(names.map { NodeRecord(node: $0, distance: Double(step)) }, step: step)
      }
      log.close()
    }
    let columns = try RunLog(folder: folder.path).nodeColumns()
    #expect(columns.steps == Array(0..<90))
    #expect(columns.nodes.map(\.node) == ["a", "b", "c"])
    #expect(columns.nodes.first?.distance == (0..<90).map(Double.init))
    #expect(columns.nodes.last?.distance.firstIndex(of: 40) == 40)
    try compare(folder.path)
  }

  /// What is malformed within a record that is whole.
  @Test func leavesOutMalformedSteps() throws {
    let folder = try TemporaryFolder()
    let record = ProtoNodeStatistics.with {
      $0.value.mean = 1
      $0.updateRatio = 2
    }
    let whole = ProtoNodeRecords.with { $0.node = [record, record] }.bytes
    func event(_ bytes: [UInt8], step: Int) -> ProtoEvent {
      ProtoEvent.with {
        $0.step = Int64(step)
        $0.summary.value = [
          ProtoSummary.Value.with {
            $0.tag = NodeTag.nodes
            $0.tensor = ProtoTensor(string: bytes)
            $0.metadata.pluginData.pluginName = NodeTag.plugin
          }
        ]
      }
    }
    let cut = (0...whole.count).map { event(Array(whole[..<$0]), step: $0) }
    try writeEvents(cut, to: "events.out.tfevents.1.a", in: folder)
    let columns = try RunLog(folder: folder.path).nodeColumns()
    // Nothing, one record and both are whole.
    #expect(columns.steps == [0, whole.count / 2, whole.count])
    #expect(columns.nodes.map(\.node) == ["#0"])
    #expect(columns.nodes.first?.updateRatio.dropFirst() == [2, 2])
    try compare(folder.path)
  }

  @Test func columnsOfSummariesKnowWhichThereAre() {
    #expect(StatisticsColumns([nil, nil]).isEmpty)
    let columns = StatisticsColumns([nil, Statistics(of: [1, 3])])
    #expect(columns.count == [0, 2])
    #expect(columns.mean.last == 2)
    #expect(columns.mean.first?.isNaN == true)
  }
}
