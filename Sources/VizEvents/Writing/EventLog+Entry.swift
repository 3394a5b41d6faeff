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
      case .graph(let graph): 100 + 200 * graph.nodes.count
      case .hyperparameters(let bytes): 100 + bytes.count
      case .sessionStart: 100
      }
    }
  }
}

/// Encodes events other than scalars, for one file.
struct EntryEncoder {
  /// The tags whose metadata the file has.
  private var described: Set<String> = []
  private var nodeIndices: [Node.ID: UInt32] = [:]

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
      encode(records, of: entry, to: &buffer)
    }
  }

  private mutating func encode(
    _ records: [NodeRecord], of entry: EventLog.Entry, to buffer: inout ByteBuffer
  ) {
    var names = ProtoNodeNames()
    names.first = UInt32(truncatingIfNeeded: nodeIndices.count)
    var message = ByteBuffer(capacity: 800 * records.count)
    for record in records {
      let next = UInt32(truncatingIfNeeded: nodeIndices.count)
      let index = nodeIndices[record.node] ?? next
      if index == next {
        nodeIndices[record.node] = next
        names.name.append(record.node)
      }
      record.append(index: index, to: &message)
    }
    if !names.name.isEmpty {
      var entry = entry
      entry.tag = NodeTag.names
      append(entry, ProtoTensor(string: names.bytes), NodeTag.plugin, .unknown, to: &buffer)
    }
    let tensor = ProtoTensor(string: Array(message.bytes))
    append(entry, tensor, NodeTag.plugin, .unknown, to: &buffer)
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
