import SwiftProtobuf
import Testing
import VizTensor
import VizTrace

@testable import VizEvents

/// What is read and written by hand, against the generated code.
@Suite struct EventFieldsTests {
  @Test func recordsOfTheFormatsDescription() {
    let version = ProtoEvent.with {
      $0.wallTime = 0
      $0.fileVersion = "brain.Event:2"
    }
    #expect(
      records([version.bytes])
        == bytes(
          hex: "1800000000000000a37f4b220900000000000000001a0d627261696e2e4576656e743a32eedf28a3"))
    #expect(
      records([simple("loss", 0.5, step: 1, at: 1).bytes])
        == bytes(
          hex: """
            1a00000000000000129bd82d09000000000000f03f10012a0d0a0b0a046c6f7373150000003f27f95db1
            """))
  }

  /// A number that is logged gives the bytes that the generated code would.
  @Test func scalarsAreWrittenAlike() {
    var random = SplitMix64(seed: 3)
    let tags = ["", "loss", "ünï/✓", String(repeating: "long", count: 60), "a\u{0}b"]
    let steps = [0, 1, -1, 127, 128, 1 << 40, .max, .min]
    for _ in 0..<500 {
      let tag = tags.randomElement(using: &random) ?? ""
      let step = steps.randomElement(using: &random) ?? 0
      let value = Double(bitPattern: random.next())
      let wallTime = Double(bitPattern: random.next())
      var buffer = ByteBuffer()
      ScalarEvent.append(
        start: ScalarEvent.start(tag: tag), value, step: step, wallTime: wallTime, to: &buffer)
      var event = ScalarEvent.described(tag: tag, value, step: step, wallTime: wallTime)
      event.summary.value[0].clearMetadata()
      #expect(Array(buffer.bytes) == event.bytes)
    }
  }

  @Test func nodesAreWrittenAlike() {
    var random = SplitMix64(seed: 4)
    for index in 0..<500 {
      let record = NodeRecord(
        node: "n", value: Self.summary(&random), gradient: Self.summary(&random),
        updateRatio: index % 3 == 0 ? nil : Double(bitPattern: random.next()),
        distance: index % 2 == 0 ? nil : 0)
      var buffer = ByteBuffer()
      record.append(index: UInt32(index / 2), to: &buffer)
      let message = ProtoNodeRecords.with { records in
        records.node = [
          ProtoNodeStatistics.with {
            $0.index = UInt32(index / 2)
            if let value = record.value { $0.value = Self.proto(value) }
            if let gradient = record.gradient { $0.gradient = Self.proto(gradient) }
            if let ratio = record.updateRatio { $0.updateRatio = ratio }
            if let distance = record.distance { $0.distance = distance }
          }
        ]
      }
      #expect(Array(buffer.bytes) == message.bytes)
    }
  }

  /// A table gives the bytes of its records, and those the bytes of the generated code.
  @Test func tablesAreWrittenAlike() {
    var random = SplitMix64(seed: 5)
    var encoder = EntryEncoder()
    let names = StepStatistics.Names((0..<40).map { "node \($0)" })
    for step in 0..<60 {
      let statistics = (0..<30).map { _ in Self.statistics(&random) }
      let rows = names.ids.indices.map { index in
        var row = StepStatistics.Row(
          value: index % 5 == 0 ? nil : index % 30, gradient: index % 7 == 0 ? nil : index % 11)
        if index % 3 == 0 { row.updateRatio = Double(bitPattern: random.next()) }
        if index % 2 == 0 { row.distance = 0 }
        return row
      }
      let table = StepStatistics(names: names, rows: rows, statistics: statistics)
      var entry = EventLog.Entry(
        tag: NodeTag.nodes, step: step, wallTime: 1.5, content: .table(table))
      var buffer = ByteBuffer()
      encoder.encode(entry, to: &buffer)
      if step == 0 { continue }
      let message = ProtoNodeRecords.with { records in
        records.node = table.records.enumerated().map { index, record in
          ProtoNodeStatistics.with {
            $0.index = UInt32(index)
            if let value = record.value { $0.value = Self.proto(value) }
            if let gradient = record.gradient { $0.gradient = Self.proto(gradient) }
            if let ratio = record.updateRatio { $0.updateRatio = ratio }
            if let distance = record.distance { $0.distance = distance }
          }
        }
      }
      let event = ProtoEvent.with {
        $0.wallTime = 1.5
        $0.step = Int64(step)
        $0.summary.value = [
          ProtoSummary.Value.with {
            $0.tag = NodeTag.nodes
            $0.tensor = ProtoTensor(string: message.bytes)
          }
        ]
      }
      #expect(Array(buffer.bytes) == records([event.bytes]))
      entry.content = .nodes(table.records)
      var others = ByteBuffer()
      encoder.encode(entry, to: &others)
      #expect(Array(others.bytes) == Array(buffer.bytes))
    }
  }

  /// As they are measured: with bins between the extremes, around a number that all are, or none.
  private static func statistics(_ random: inout SplitMix64) -> Statistics {
    let count = [0, 1, 3, 300, 5000].randomElement(using: &random) ?? 0
    let spread = ([0, 1, 0x1p-1060] as [Double]).randomElement(using: &random) ?? 0
    var numbers = (0..<count).map { _ in 3 + Double.random(in: -1...1, using: &random) * spread }
    if Bool.random(using: &random) { numbers += [.nan, .infinity] }
    return numbers.withUnsafeBufferPointer { Statistics(measuring: $0) }
  }

  private static func summary(_ random: inout SplitMix64) -> Statistics? {
    guard Int.random(in: 0..<4, using: &random) > 0 else { return nil }
    let count = Int.random(in: 0..<50, using: &random)
    var summary = Statistics(
      of: (0..<count).map { _ in Double.random(in: -1...1, using: &random) * 1e3 })
    let bins = Int.random(in: 0...40, using: &random)
    let edges =
      Bool.random(using: &random)
      ? Histogram.evenEdges(from: summary.min, to: summary.max, bins: bins)
      : (0...bins).map { Double($0) / 3 }
    summary.histogram = Histogram(
      edges: edges, counts: (0..<bins).map { _ in Int.random(in: 0...300, using: &random) })
    return summary
  }

  private static func proto(_ summary: Statistics) -> ProtoStatistics {
    ProtoStatistics.with {
      $0.count = UInt64(summary.count)
      $0.mean = summary.mean
      $0.std = summary.std
      $0.min = summary.min
      $0.max = summary.max
      $0.norm = summary.norm
      $0.zeros = UInt64(summary.zeros)
      $0.nan = UInt64(summary.nan)
      $0.inf = UInt64(summary.inf)
      guard let histogram = summary.histogram, !histogram.counts.isEmpty else { return }
      $0.bins = histogram.counts.map { UInt64($0) }
      let even = Histogram.evenEdges(from: summary.min, to: summary.max, bins: $0.bins.count)
      if histogram.edges != even { $0.edges = histogram.edges }
    }
  }

  /// Whatever bytes are an event to the generated code are the same event to ours.
  @Test func eventsAreReadAlike() throws {
    var random = SplitMix64(seed: 5)
    for _ in 0..<2000 {
      let event = Self.event(&random)
      let bytes = event.bytes
      try bytes.withUnsafeBytes { bytes in
        let fields = try #require(EventFields(bytes))
        #expect(fields.wallTime.bitPattern == event.wallTime.bitPattern)
        #expect(fields.step == Int(event.step))
        #expect(fields.isSessionStart == (event.sessionLog.status == .start))
        #expect(fields.fileVersion.map { Array($0) } ?? [] == Array(event.fileVersion.utf8))
        #expect(fields.graph.map { Array($0) } ?? [] == event.graphDef.array)
        #expect((fields.summary != nil) == (event.what == .summary(event.summary)))
        guard let summary = fields.summary else { return }
        var reader = WireReader(summary)
        for value in event.summary.value {
          let field = reader.nextField()
          #expect(field?.number == 1)
          let bytes = reader.lengthDelimited()
          Self.compare(try #require(bytes.flatMap { ValueFields($0) }), value)
        }
        #expect(reader.isAtEnd)
      }
    }
  }

  private static func compare(_ fields: ValueFields, _ value: ProtoSummary.Value) {
    #expect(Array(fields.tag) == Array(value.tag.utf8))
    #expect(
      fields.plugin.map { Array($0) } ?? [] == Array(value.metadata.pluginData.pluginName.utf8))
    switch (fields.content, value.value) {
    case (.simple(let a), .simpleValue(let b)): #expect(a.bitPattern == b.bitPattern)
    case (.image, .image), (.histogram, .histo), (.none, nil): break
    case (.tensor(let bytes), .tensor(let tensor)):
      #expect(Array(bytes) == tensor.bytes)
      let numbers = tensor.floatVal.map(Double.init) + tensor.doubleVal
      let expected =
        numbers.count == 1
        ? numbers[0]
        : numbers.isEmpty && tensor.content.count == 8 && tensor.dtype == .double
          ? tensor.content.array.withUnsafeBytes { $0.loadUnaligned(as: Double.self) } : nil
      #expect(ScalarTensor.value(of: bytes)?.bitPattern == expected?.bitPattern)
    default: Issue.record("\(fields.content) for \(value)")
    }
  }

  private static func event(_ random: inout SplitMix64) -> ProtoEvent {
    var event = ProtoEvent()
    if Bool.random(using: &random) { event.wallTime = Double(bitPattern: random.next()) }
    event.step = Bool.random(using: &random) ? Int64(bitPattern: random.next()) : 0
    switch Int.random(in: 0..<6, using: &random) {
    case 0: event.fileVersion = "brain.Event:2"
    case 1: event.graphDef = [1, 2, 3].data
    case 2: event.sessionLog.status = Bool.random(using: &random) ? .start : .stop
    case 3: break
    default:
      event.summary.value = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        value(&random)
      }
    }
    return event
  }

  private static func value(_ random: inout SplitMix64) -> ProtoSummary.Value {
    var value = ProtoSummary.Value()
    value.tag =
      ["", "loss", "ünï", String(repeating: "x", count: 200)].randomElement(
        using: &random) ?? ""
    if Bool.random(using: &random) { value.metadata.pluginData.pluginName = "scalars" }
    switch Int.random(in: 0..<7, using: &random) {
    case 0: value.simpleValue = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
    case 1: value.image.png = [1, 2].data
    case 2: value.histo.bucket = [1, 2, 3]
    case 3:
      value.tensor.dtype = .float
      value.tensor.floatVal = [Float](repeating: 1.5, count: Int.random(in: 0...2, using: &random))
    case 4:
      value.tensor.dtype = .double
      value.tensor.content = (0..<8).map { _ in UInt8.random(in: 0...255, using: &random) }.data
    case 5:
      value.tensor.dtype = .double
      value.tensor.doubleVal = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        Double(bitPattern: random.next())
      }
    default: break
    }
    return value
  }
}
