import SwiftProtobuf
import VizTrace

extension EventLog {
  /// What is encoded in the background.
  struct Entry: Sendable {
    enum Content: Sendable {
      case histogram(Histogram)
      case image(png: [UInt8], width: Int, height: Int)
      case text(String)
      case nodes([NodeRecord])
      case table(StepStatistics)
      case graph(ComputationGraph)
      /// Content of the plugin `hparams`.
      case hyperparameters([UInt8])
      case sessionStart
    }

    var tag: String
    var step: Int
    var wallTime: Double
    var content: Content

    /// About how many bytes it takes, for the bound of the queue.
    var cost: Int {
      switch content {
      case .histogram(let histogram): 100 + 24 * histogram.counts.count
      case .image(let png, _, _): 100 + png.count
      case .text(let text): 100 + text.utf8.count
      case .nodes(let records): 100 + 1000 * records.count
      case .table(let table): 100 + 150 * table.statistics.count + 50 * table.rows.count
      case .graph(let graph): 100 + 200 * graph.nodes.count
      case .hyperparameters(let bytes): 100 + bytes.count
      case .sessionStart: 100
      }
    }
  }
}

/// Encodes events for one file.
struct EntryEncoder: ~Copyable {
  /// The tags whose metadata the file has.
  private var described: Set<String> = []
  private var nodeIndices: [Node.ID: UInt32] = [:]
  /// The indices of names that have come up, and the names, which no others can then be taken for.
  private var tableIndices: [ObjectIdentifier: (names: StepStatistics.Names, indices: [UInt32])] =
    [:]
  /// The start of a scalar's event behind time and step, by the number of its tag; nil before its
  /// first occurrence.
  private var scalarStarts: [[UInt8]?] = []
  private var message = ByteBuffer(capacity: 1 << 14)
  private var scratch = ByteBuffer(capacity: 1 << 14)

  init() {}

  /// Appends the record of a scalar; `tags` are the names behind the numbers.
  mutating func encode(_ scalar: EventLog.Scalar, tags: [String], to buffer: inout ByteBuffer) {
    while scalarStarts.count <= scalar.tag { scalarStarts.append(nil) }
    guard let start = scalarStarts[scalar.tag] else {
      scalarStarts[scalar.tag] = ScalarEvent.start(tag: tags[scalar.tag])
      return buffer.appendRecord(
        ScalarEvent.described(
          tag: tags[scalar.tag], scalar.value, step: scalar.step, wallTime: scalar.wallTime
        ).bytes)
    }
    buffer.appendRecord {
      ScalarEvent.append(
        start: start, scalar.value, step: scalar.step, wallTime: scalar.wallTime, to: &$0)
    }
  }

  /// Appends the records of an entry.
  mutating func encode(_ entry: EventLog.Entry, to buffer: inout ByteBuffer) {
    switch entry.content {
    case .graph(let graph):
      appendEvent(entry, .graphDef(ProtoGraph(graph).bytes.data), to: &buffer)
    case .sessionStart:
      appendEvent(entry, .sessionLog(ProtoSessionLog.with { $0.status = .start }), to: &buffer)
    case .histogram(let histogram):
      append(entry, ProtoTensor(histogram), "histograms", .tensor, to: &buffer)
    case .image(let png, let width, let height):
      append(
        entry, ProtoTensor(strings: [Array("\(width)".utf8), Array("\(height)".utf8), png]),
        "images", .blobSequence, to: &buffer)
    case .text(let text):
      append(entry, ProtoTensor(string: Array(text.utf8)), "text", .tensor, to: &buffer)
    case .hyperparameters(let content):
      let nothing = ProtoTensor.with {
        $0.dtype = .float
        $0.shape.dim = [ProtoShape.Dim()]
      }
      append(entry, nothing, "hparams", .unknown, content: content, to: &buffer)
    case .nodes(let records):
      let indices = indices(of: records.map(\.node), entry, to: &buffer)
      message.removeAll()
      for (record, index) in zip(records, indices) { record.append(index: index, to: &message) }
      appendNodes(entry, to: &buffer)
    case .table(let table):
      let known = tableIndices[ObjectIdentifier(table.names)]?.indices
      let indices = known ?? indices(of: table.names.ids, entry, to: &buffer)
      if known == nil { tableIndices[ObjectIdentifier(table.names)] = (table.names, indices) }
      message.removeAll()
      table.append(indices: indices, to: &message, by: &scratch)
      appendNodes(entry, to: &buffer)
    }
  }

  /// What stands for nodes; the names of those that come up for the first time are appended.
  private mutating func indices(
    of nodes: [Node.ID], _ entry: EventLog.Entry, to buffer: inout ByteBuffer
  ) -> [UInt32] {
    var names = ProtoNodeNames()
    names.first = UInt32(truncatingIfNeeded: nodeIndices.count)
    let indices = nodes.map { node in
      let next = UInt32(truncatingIfNeeded: nodeIndices.count)
      let index = nodeIndices[node] ?? next
      if index == next {
        nodeIndices[node] = next
        names.name.append(node)
      }
      return index
    }
    if !names.name.isEmpty {
      var entry = entry
      entry.tag = NodeTag.names
      append(entry, ProtoTensor(string: names.bytes), NodeTag.plugin, .unknown, to: &buffer)
    }
    return indices
  }

  /// Appends the event of the nodes that `message` has.
  private mutating func appendNodes(_ entry: EventLog.Entry, to buffer: inout ByteBuffer) {
    guard described.contains(entry.tag) else {
      let tensor = ProtoTensor(string: Array(message.bytes))
      return append(entry, tensor, NodeTag.plugin, .unknown, to: &buffer)
    }
    // A tensor of dtype string and of no dimension, whose string is the message.
    func size(_ count: Int) -> Int { 1 + varintSize(UInt64(count)) + count }
    let tensor = 4 + size(message.count)
    let tag = entry.tag.utf8.count
    let value = size(tag) + size(tensor)
    let (wallTime, step, name) = (entry.wallTime, entry.step, Array(entry.tag.utf8))
    let bytes = message.bytes
    buffer.appendRecord { record in
      record.append(number: wallTime, as: 1)
      if step != 0 {
        record.append(2 << 3)
        record.append(varint: UInt64(bitPattern: Int64(step)))
      }
      record.append(head: 5, count: size(value))
      record.append(head: 1, count: value)
      record.append(head: 1, count: tag)
      record.append(name)
      record.append(head: 8, count: tensor)
      record.append([0x08, 0x07, 0x12, 0x00])
      record.append(head: 8, count: bytes.count)
      record.append(bytes)
    }
  }

  private mutating func append(
    _ entry: EventLog.Entry, _ tensor: ProtoTensor, _ plugin: String,
    _ dataClass: ProtoSummaryMetadata.DataClass, content: [UInt8] = [],
    to buffer: inout ByteBuffer
  ) {
    let value = ProtoSummary.Value.with {
      $0.tag = entry.tag
      $0.tensor = tensor
      if described.insert(entry.tag).inserted {
        $0.metadata.pluginData.pluginName = plugin
        $0.metadata.pluginData.content = content.data
        $0.metadata.dataClass = dataClass
      }
    }
    appendEvent(entry, .summary(ProtoSummary.with { $0.value = [value] }), to: &buffer)
  }

  private func appendEvent(
    _ entry: EventLog.Entry, _ what: ProtoEvent.OneOf_What, to buffer: inout ByteBuffer
  ) {
    let event = ProtoEvent.with {
      $0.wallTime = entry.wallTime
      $0.step = Int64(entry.step)
      $0.what = what
    }
    buffer.appendRecord(event.bytes)
  }
}

/// Where per-node records stand.
enum NodeTag {
  static let plugin = "vizbp"
  static let names = "vizbp/names"
  static let nodes = "vizbp/nodes"
}
