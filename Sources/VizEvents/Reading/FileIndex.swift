/// What one event file holds: its scalars, and where everything else stands.
struct FileIndex {
  /// The values of one tag.
  struct Series {
    var tag: String
    var kind: SeriesKind
    fileprivate var tagBytes: [UInt8]
    /// Which series had the next value the last time, most likely.
    fileprivate var successor = 0
    var steps: [Int] = []
    var wallTimes: [Double] = []
    /// Of scalars.
    var values: [Double] = []
    /// Of everything else: where the record begins, and which of its values it is.
    var locations: [Location] = []
    /// How many values are not kept: of kinds that are not shown, or that hold nothing of theirs.
    var leftOut = 0
    /// The plugin of a kind that is not shown.
    var plugin = ""
  }

  struct Location {
    var offset: Int
    var value: Int
  }

  var path: String
  /// Which of the run's folders it lies in: a session replaces what others of its folder have.
  var group = 0
  var size = 0
  var recordCount = 0
  var firstWallTime: Double?
  var lastWallTime = -Double.infinity
  var writer: String?
  /// The steps at which a session began.
  var sessionStarts: [Int] = []
  var graphOffset: Int?
  var series: [Series] = []
  var nodeNames: [UInt32: String] = [:]
  /// How many events have what nothing is made of, by what it is called.
  var passedOver: [String: Int] = [:]
  var faults: [RecordFault] = []
  var faultCount = 0

  private struct Key: Hashable {
    var tag: String
    var kind: SeriesKind
  }

  private var numbers: [Key: Int] = [:]
  private var kinds: [String: SeriesKind] = [:]
  private var last: Int?

  /// Reads a file. Complexity: O(*n*) in its size.
  init(path: String) throws(EventError) {
    self.path = path
    var reader = try RecordReader(path: path)
    size = reader.size
    while let (offset, data) = try reader.next() {
      recordCount += 1
      guard let event = EventFields(data), add(event, at: offset) else {
        reader.noteUnreadable(at: offset)
        continue
      }
    }
    faults = reader.faults
    faultCount = reader.faultCount
  }

  /// Which of several processes wrote it: what its scalars and its texts are all under, such as
  /// `rank1/`; 0 where they are not.
  var rank: Int {
    let tags = series.filter { $0.kind == .scalar || $0.kind == .text }.map(\.tag)
    guard let rank = tags.first.flatMap(RankTag.init)?.rank,
      tags.allSatisfy({ RankTag($0)?.rank == rank })
    else { return 0 }
    return rank
  }

  /// Tells records of nodes from those of other processes, and gives the processes; none where it is
  /// one alone.
  static func separateRanks(_ files: inout [FileIndex]) -> [Int] {
    let ranks = files.map(\.rank)
    guard Set(ranks).count > 1 else { return [] }
    for (file, rank) in ranks.enumerated() where rank > 0 {
      for number in files[file].series.indices where files[file].series[number].kind == .nodes {
        files[file].series[number].tag = RankTag.nodes(of: rank)
      }
    }
    return Set(ranks).sorted()
  }

  /// Gives the tags other names, but for those of vizbp's own records.
  mutating func rename(_ name: (String) -> String) {
    for number in series.indices {
      switch series[number].kind {
      case .scalar, .histogram, .image, .text, .other:
        series[number].tag = name(series[number].tag)
      case .hyperparameters, .nodes, .nodeNames: break
      }
    }
  }

  /// Takes in an event; false where its summary cannot be read.
  private mutating func add(_ event: EventFields, at offset: Int) -> Bool {
    if event.wallTime.isFinite {
      // The first record of a file may have no time of its own.
      if firstWallTime == nil, event.wallTime > 0 { firstWallTime = event.wallTime }
      lastWallTime = max(lastWallTime, event.wallTime)
    }
    if event.isSessionStart { sessionStarts.append(event.step) }
    if event.graph != nil { graphOffset = offset }
    if let kind = event.passedOver { passedOver[kind, default: 0] += 1 }
    if let bytes = event.writer { writer = String(decoding: bytes, as: UTF8.self) }
    guard let summary = event.summary else { return true }
    var values = SummaryValues(summary)
    var count = 0
    var isSound = true
    while let bytes = values.next() {
      if let value = ValueFields(bytes) {
        add(value, Location(offset: offset, value: count), of: event)
      } else {
        isSound = false
      }
      count += 1
    }
    return isSound && !values.isMalformed
  }

  private mutating func add(_ value: ValueFields, _ location: Location, of event: EventFields) {
    let number = number(of: value)
    if let last { series[last].successor = number }
    last = number
    switch series[number].kind {
    case .scalar:
      let scalar: Double?
      switch value.content {
      case .simple(let float): scalar = Double(float)
      case .tensor(let tensor): scalar = ScalarTensor.value(of: tensor)
      case .none, .image, .histogram, .audio: scalar = nil
      }
      guard let scalar else {
        series[number].leftOut += 1
        return
      }
      series[number].values.append(scalar)
    case .nodeNames:
      if case .tensor(let bytes) = value.content { addNames(bytes) }
      return
    case .histogram, .image, .text, .hyperparameters, .nodes:
      series[number].locations.append(location)
    case .other:
      series[number].leftOut += 1
      if series[number].plugin.isEmpty { series[number].plugin = Self.plugin(of: value) }
      return
    }
    series[number].steps.append(event.step)
    series[number].wallTimes.append(event.wallTime)
  }

  /// The series that a value belongs to.
  private mutating func number(of value: ValueFields) -> Int {
    // Values come in the same order step by step.
    if let last, value.metadata == nil {
      let guess = series[last].successor
      if series[guess].kind.fits(value.content), series[guess].tagBytes.matches(value.tag) {
        return guess
      }
    }
    let tag = String(decoding: value.tag, as: UTF8.self)
    let key = Key(tag: tag, kind: kind(of: value, tag))
    if let number = numbers[key] { return number }
    numbers[key] = series.count
    series.append(Series(tag: tag, kind: key.kind, tagBytes: Array(value.tag)))
    return series.count - 1
  }

  private mutating func kind(of value: ValueFields, _ tag: String) -> SeriesKind {
    switch value.content {
    case .simple: return .scalar
    case .image: return .image
    case .histogram: return .histogram
    case .audio: return .other
    case .tensor, .none:
      // A tag's first record says what the tag is.
      if let kind = kinds[tag] { return kind }
      if let plugin = value.plugin, !plugin.isEmpty {
        let kind = SeriesKind(plugin: plugin, tag: value.tag)
        kinds[tag] = kind
        return kind
      }
      guard case .tensor(let tensor) = value.content else { return .other }
      let kind = SeriesKind(guessing: tensor, tag: value.tag)
      kinds[tag] = kind
      return kind
    }
  }

  /// What a value is that is not shown; empty where it does not say.
  private static func plugin(of value: ValueFields) -> String {
    if case .audio = value.content { return "audio" }
    return value.plugin.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  private mutating func addNames(_ tensor: UnsafeRawBufferPointer) {
    guard let tensor = ProtoTensor(bytes: tensor), let string = tensor.stringVal.first,
      let names = ProtoNodeNames(array: string.array)
    else { return }
    for (index, name) in names.name.enumerated() {
      nodeNames[names.first &+ UInt32(truncatingIfNeeded: index)] = name
    }
  }
}

extension SeriesKind {
  /// Whether a value may be of this kind, its tag being that of the kind.
  fileprivate func fits(_ content: ValueFields.Content) -> Bool {
    switch content {
    case .simple: self == .scalar
    case .image: self == .image
    case .histogram: self == .histogram
    case .audio: self == .other
    case .tensor, .none: true
    }
  }
}

extension [UInt8] {
  fileprivate func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
    count == bytes.count
      && withUnsafeBytes { mine in
        for index in mine.indices where mine[index] != bytes[index] { return false }
        return true
      }
  }
}
