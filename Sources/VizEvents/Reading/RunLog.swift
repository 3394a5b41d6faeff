import VizTrace

/// What the event files of one folder tell of a run.
///
/// ```swift
/// let log = try RunLog(folder: "out/spiral")
/// let loss = log.metric("loss")
/// ```
///
/// Files of vizbp, TensorFlow, Keras, JAX and PyTorch are read. Opening a log reads its scalars and
/// notes where everything else stands, which is read when it is asked for, so that a log may be
/// larger than the memory. Records that are damaged are left out and named in ``faults``.
///
/// ## Several files
///
/// All values of all files are kept. Only where a file that was begun after another one had ended
/// says at which step its session starts, as a resumed log does, does what the earlier one has from
/// that step on give way, as in TensorBoard; ``remarks`` say so. Files whose times overlap are of
/// processes at work side by side; their values stand in the order of their steps. Within one file
/// nothing is replaced.
public struct RunLog: Sendable {
  /// One of the run's files.
  public struct File: Sendable, Hashable {
    /// The path by which it was opened.
    public var path: String
    /// How many bytes it had when it was read.
    public var size: Int
    /// How many whole records it has.
    public var recordCount: Int
    /// The times of the first and the last record, in seconds since 1970.
    public var wallTimes: ClosedRange<Double>?
    /// The program that wrote it, if it says so.
    public var writer: String?
  }

  /// The folder of the files, as it was named; empty for a file named without one.
  public let folder: String
  /// The files in the order in which they were begun.
  public let files: [File]
  /// The scalars, by name.
  public let metrics: [MetricSeries]
  /// What could not be read: the first thousand of each file.
  public let faults: [RecordFault]
  /// How many they are in all.
  public let faultCount: Int
  /// The processes that wrote it, 0 the first; empty where it was one alone.
  public let ranks: [Int]
  /// What is to be said of the reading: what could not be read, what gave way to a later session,
  /// what is not shown.
  public let remarks: [LogRemark]

  private let contents: [Content: [String: [Reference]]]
  private let nodeNames: [[UInt32: String]]
  private let graphLocation: (file: Int, offset: Int)?

  private enum Content: Hashable {
    case histogram, image, text, hyperparameters, nodes
  }

  /// Where a value stands.
  private struct Reference {
    var step: Int
    var wallTime: Double
    var file: Int
    var location: FileIndex.Location
    var order: (Int, Int, Int) { (file, location.offset, location.value) }
  }

  /// Reads the event files of a folder, not those of the folders in it.
  ///
  /// - Throws: ``EventError`` where the folder or a file cannot be read. A folder without event
  ///   files is a log without values.
  /// - Complexity: O(*n*) in the size of the files.
  public init(folder: String) throws(EventError) {
    try self.init(folder: folder, paths: EventFiles.paths(in: folder))
  }

  /// Reads one event file.
  public init(file path: String) throws(EventError) {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    try self.init(folder: String(path[..<end]), paths: [path])
  }

  private init(folder: String, paths: [String]) throws(EventError) {
    try self.init(folder: folder, groups: [(paths, nil)])
  }

  /// Reads the event files of a folder, and those of parts of the run below it.
  init(folder: String, paths: [String], parts: [LogPart]) throws(EventError) {
    var groups: [(paths: [String], part: LogPart?)] = [(paths, nil)]
    for part in parts { groups.append((try EventFiles.paths(in: part.path), part)) }
    try self.init(folder: folder, groups: groups)
  }

  private init(
    folder: String, groups: [(paths: [String], part: LogPart?)]
  ) throws(EventError) {
    self.folder = folder
    var indices: [FileIndex] = []
    var failures: [EventError] = []
    for (number, (paths, part)) in groups.enumerated() {
      for path in paths {
        do {
          var index = try FileIndex(path: path)
          index.group = number
          if let part { index.rename(part.name) }
          indices.append(index)
        } catch {
          failures.append(error)
        }
      }
    }
    // Where the rest can be read, it is said what is missing.
    if let failure = failures.first, indices.isEmpty { throw failure }
    ranks = FileIndex.separateRanks(&indices)
    let order = FileOrder(indices)
    indices = order.files
    files = indices.map { index in
      File(
        path: index.path, size: index.size, recordCount: index.recordCount,
        wallTimes: index.firstWallTime.map { $0...max($0, index.lastWallTime) },
        writer: index.writer)
    }
    faults = indices.flatMap(\.faults)
    faultCount = indices.reduce(0) { $0 + $1.faultCount }
    remarks =
      failures.map { LogRemark(.unreadable, file: $0.path, $0.message) } + order.remarks
    nodeNames = indices.map(\.nodeNames)
    graphLocation = indices.indices.last { indices[$0].graphOffset != nil }.flatMap { file in
      indices[file].graphOffset.map { (file, $0) }
    }

    var metrics: [MetricSeries] = []
    var contents: [Content: [String: [Reference]]] = [:]
    for (key, parts) in order.series {
      let content: Content
      switch key.kind {
      case .scalar:
        metrics.append(order.metric(key.tag, parts))
        continue
      case .histogram: content = .histogram
      case .image: content = .image
      case .text: content = .text
      case .hyperparameters: content = .hyperparameters
      case .nodes: content = .nodes
      case .nodeNames, .other: continue
      }
      contents[content, default: [:]][key.tag] = order.points(of: parts).map { point in
        let series = indices[point.file].series[point.series]
        return Reference(
          step: series.steps[point.index], wallTime: series.wallTimes[point.index],
          file: point.file, location: series.locations[point.index])
      }
    }
    self.metrics = metrics.filter { !$0.steps.isEmpty }.sorted { $0.name < $1.name }
    self.contents = contents
  }

  // MARK: What the log holds

  /// The tags of histograms, in order.
  public var histogramTags: [String] { tags(.histogram) }
  /// The tags of histograms in the order of the log: of parameters mostly that of their layers.
  package var histogramTagsAsLogged: [String] {
    (contents[.histogram] ?? [:]).sorted {
      ($0.value.first?.order ?? (0, 0, 0)) < ($1.value.first?.order ?? (0, 0, 0))
    }.map(\.key)
  }
  /// The tags of pictures, in order.
  public var imageTags: [String] { tags(.image) }
  /// The tags of texts, in order.
  public var textTags: [String] { tags(.text) }

  /// The histograms of a tag, read from the files.
  ///
  /// Elements that are all equal give one bin without width.
  public func histograms(_ tag: String) throws(EventError) -> [LoggedValue<Histogram>] {
    try read(.histogram, tag) { value in
      switch value.value {
      case .histo(let histogram): histogram.histogram
      case .tensor(let tensor): tensor.histogram
      default: nil
      }
    }
  }

  /// The pictures of a tag, read from the files; of several at one step, the first.
  public func images(_ tag: String) throws(EventError) -> [LoggedValue<LoggedImage>] {
    try read(.image, tag) { value in
      switch value.value {
      case .image(let image):
        return LoggedImage(
          width: Int(image.width), height: Int(image.height), data: image.png.array)
      case .tensor(let tensor):
        guard tensor.stringVal.count >= 3 else { return nil }
        let sizes = tensor.stringVal.prefix(2).map { Int(String(decoding: $0, as: UTF8.self)) }
        guard let width = sizes[0], let height = sizes[1] else { return nil }
        return LoggedImage(width: width, height: height, data: tensor.stringVal[2].array)
      default: return nil
      }
    }
  }

  /// The texts of a tag, read from the files; several at one step are lines.
  public func texts(_ tag: String) throws(EventError) -> [LoggedValue<String>] {
    try read(.text, tag) { value in
      guard case .tensor(let tensor) = value.value else { return nil }
      return tensor.stringVal.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }
  }

  /// The hyperparameters that the log states, as its last statement has them.
  public func hyperparameters() throws(EventError) -> [String: Hyperparameter] {
    let starts = try read(.hyperparameters, HyperparameterTag.start) { value in
      ProtoHParams(array: value.metadata.pluginData.content.array)
    }
    return starts.last?.value.sessionStart.hparams.compactMapValues { Hyperparameter($0) } ?? [:]
  }

  /// The graph that the log holds, without values.
  public func graph() throws(EventError) -> ComputationGraph? {
    guard let (file, offset) = graphLocation else { return nil }
    var reader = try RecordReader(path: files[file].path)
    guard let data = try reader.data(at: offset), let event = ProtoEvent(bytes: data),
      let graph = ProtoGraph(array: event.graphDef.array)
    else { return nil }
    return ComputationGraph(graph)
  }

  /// The steps at which the log has records of nodes, of several processes those of the first.
  public var nodeSteps: [Int] { contents[.nodes]?[NodeTag.nodes]?.map(\.step) ?? [] }

  /// The records of the nodes at a step, of several processes those of the first.
  public func nodes(at step: Int) throws(EventError) -> [NodeRecord] {
    try nodes(at: [step])[step] ?? []
  }

  /// The records of the nodes at each of some steps that has any, as ``nodes(at:)-(Int)`` gives them
  /// for one, in one pass over the files.
  ///
  /// - Complexity: O(*n*) in the number of logged steps, beside what is read at the chosen ones.
  public func nodes(at steps: Set<Int>) throws(EventError) -> [Int: [NodeRecord]] {
    var found: [Int: [NodeRecord]] = [:]
    try forEachNodeStep(where: steps.contains) { step, _, records in
      found[step, default: []] += records
    }
    return found
  }

  /// The statistics of every node at every step, without histograms, in columns.
  ///
  /// They are those of one of ``ranks``. A node of which only its name was logged is left out.
  /// - Complexity: O(*n*) in the size of the files.
  public func nodeColumns(of rank: Int = 0) throws(EventError) -> LoggedNodes {
    let tag = RankTag.nodes(of: rank)
    var reader = NodeColumnsReader(capacity: nodeSteps.count)
    var file: Int?
    try forEachValue(.nodes, tag) { reference, bytes in
      if file != reference.file {
        file = reference.file
        reader.beginFile(names: nodeNames[reference.file])
      }
      guard case .tensor(let tensor) = ValueFields(bytes)?.content,
        let message = EventFields.bytes(8, of: tensor)
      else { return }
      reader.add(message, step: reference.step, wallTime: reference.wallTime)
    }
    return reader.finish()
  }

  /// Calls `body` with the records of the nodes step by step, which are read one at a time.
  ///
  /// - Parameters:
  ///   - steps: The steps to read; all, if it is not said.
  ///   - body: Takes the step, the time in seconds since 1970, and the records.
  public func forEachNodeStep(
    in steps: ClosedRange<Int> = .min ... .max,
    _ body: (_ step: Int, _ wallTime: Double, _ records: [NodeRecord]) -> Void
  ) throws(EventError) {
    try forEachNodeStep(where: steps.contains, body)
  }

  private func forEachNodeStep(
    where isRead: (_ step: Int) -> Bool,
    _ body: (_ step: Int, _ wallTime: Double, _ records: [NodeRecord]) -> Void
  ) throws(EventError) {
    func take(_ reference: Reference, _ value: ProtoSummary.Value) {
      guard case .tensor(let tensor) = value.value, let string = tensor.stringVal.first,
        let message = ProtoNodeRecords(array: string.array)
      else { return }
      let names = nodeNames[reference.file]
      let records = message.node.map {
        NodeRecord($0, name: NodeRecord.name(of: $0.index, in: names))
      }
      body(reference.step, reference.wallTime, records)
    }
    try forEach(.nodes, NodeTag.nodes, where: isRead, do: take)
  }

  // MARK: Reading

  private func tags(_ content: Content) -> [String] { (contents[content] ?? [:]).keys.sorted() }

  private func read<Value: Sendable>(
    _ content: Content, _ tag: String, _ value: (ProtoSummary.Value) -> Value?
  ) throws(EventError) -> [LoggedValue<Value>] {
    var values: [LoggedValue<Value>] = []
    func take(_ reference: Reference, _ proto: ProtoSummary.Value) {
      guard let value = value(proto) else { return }
      values.append(
        LoggedValue(step: reference.step, wallTime: reference.wallTime, value: value))
    }
    try forEach(content, tag, do: take)
    return values
  }

  private func forEach(
    _ content: Content, _ tag: String, where isRead: (_ step: Int) -> Bool = { _ in true },
    do body: (Reference, ProtoSummary.Value) -> Void
  ) throws(EventError) {
    try forEachValue(content, tag, where: isRead) { reference, bytes in
      if let value = ProtoSummary.Value(bytes: bytes) { body(reference, value) }
    }
  }

  /// Calls `body` with the bytes of each value, which are valid until it returns.
  private func forEachValue(
    _ content: Content, _ tag: String, where isRead: (_ step: Int) -> Bool = { _ in true },
    do body: (Reference, UnsafeRawBufferPointer) -> Void
  ) throws(EventError) {
    var open: (file: Int, reader: RecordReaderBox)?
    for reference in contents[content]?[tag] ?? [] where isRead(reference.step) {
      if open?.file != reference.file {
        open = (reference.file, try RecordReaderBox(path: files[reference.file].path))
      }
      guard let data = try open?.reader.reader.data(at: reference.location.offset),
        let summary = EventFields(data)?.summary,
        let value = SummaryValues(summary)[reference.location.value]
      else { continue }
      body(reference, value)
    }
  }
}

/// A reader that can be exchanged for another one.
private final class RecordReaderBox {
  var reader: RecordReader

  init(path: String) throws(EventError) { reader = try RecordReader(path: path) }
}
