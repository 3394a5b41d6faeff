import Dispatch
import SwiftProtobuf
import Synchronization
import SystemPackage
import VizTrace

/// Writes what happens in a training to an event file of TensorBoard's format.
///
/// ```swift
/// let log = try EventLog(folder: "out/spiral")
/// for step in 1...1000 {
///   log.scalar("loss", loss, step: step)
/// }
/// log.close()
/// ```
///
/// Records are whole and only ever appended, so that a run that is killed keeps all that was
/// written: at most ``Options/flushInterval`` is lost. Several processes may each have a log in one
/// folder; ``RunLog`` and TensorBoard read them as one run.
///
/// Nothing waits for the disk: what is logged is handed over as it is, and a thread in the background
/// encodes and writes. What waits for it is bounded by ``Options/queueLimit``. Where a disk cannot keep up,
/// records other than scalars are dropped, and ``Progress/dropped`` says how many; a scalar is never
/// dropped, but waits for room.
///
/// A log that cannot go on, because the disk is full, say, stops with one call of `onFailure`; the
/// training goes on, and what is logged from then on is ignored.
public final class EventLog: Sendable {
  private static let failures = DispatchQueue(label: "vizbp.events.failures")

  /// The event file's path.
  public let path: String
  private let options: Options
  private let onFailure: (@Sendable (EventError) -> Void)?
  private let state = Mutex(State())
  private let output: Mutex<Output>
  private let queue = DispatchQueue(label: "vizbp.events", qos: .utility)

  /// Begins a file in a folder, which is made where it is not there.
  ///
  /// - Parameters:
  ///   - folder: The run's folder.
  ///   - options: How records are kept back and written.
  ///   - onFailure: Is called once, on a thread of the background, if the log has to stop.
  /// - Throws: ``EventError`` where the file cannot be made.
  public convenience init(
    folder: String, options: Options = Options(),
    onFailure: (@Sendable (EventError) -> Void)? = nil
  ) throws(EventError) {
    let wallTime = wallTimeNow()
    if options.resumingAt != nil { try Self.cutTornTails(in: folder) }
    let file = try EventFile.create(in: folder, wallTime: wallTime)
    try self.init(file, wallTime: wallTime, options: options, onFailure: onFailure)
  }

  init(
    _ file: sending EventFile, wallTime: Double, options: Options = Options(),
    onFailure: (@Sendable (EventError) -> Void)? = nil
  ) throws(EventError) {
    path = file.path
    self.options = options.possible
    self.onFailure = onFailure
    var start = ByteBuffer()
    start.appendRecord(
      ProtoEvent.with {
        $0.wallTime = wallTime
        $0.fileVersion = "brain.Event:2"
        $0.sourceMetadata.writer = Self.writerName
      }.bytes)
    var output = Output(file: file)
    if let step = options.resumingAt {
      // TensorBoard takes the first of these for the start of the run and only from the second on
      // drops what was there; it may be the first that it sees, or not.
      for _ in 0..<2 {
        output.encoder.encode(
          Entry(tag: "", step: step, wallTime: wallTime, content: .sessionStart), to: &start)
      }
    }
    try file.write(start.bytes)
    let size = file.size
    self.output = Mutex(output)
    state.withLock { $0.progress.bytesWritten = size }
  }

  deinit { drain() }

  /// What our files say of who wrote them.
  static let writerName = "vizbp"

  /// How the log is doing.
  public var progress: Progress { state.withLock { $0.progress } }

  // MARK: Logging

  /// Logs a number, such as a loss, with all of its digits.
  ///
  /// - Parameters:
  ///   - tag: The series' name; slashes group series: `validation/loss`.
  ///   - value: The number; it may be NaN or infinite.
  ///   - step: The step that it belongs to.
  ///   - wallTime: When it was, in seconds since 1970; now, if it is not said.
  public func scalar(_ tag: String, _ value: Double, step: Int, wallTime: Double? = nil) {
    let wallTime = wallTime ?? wallTimeNow()
    addScalars { state in
      state.scalars.append(
        Scalar(tag: state.number(of: tag), step: step, wallTime: wallTime, value: value))
    }
  }

  package func tag(_ name: String) -> Tag {
    state.withLock { Tag(number: $0.number(of: name)) }
  }

  /// Logs several numbers of one step, as ``scalar(_:_:step:wallTime:)`` does one.
  ///
  /// - Parameters:
  ///   - step: The step that they belong to.
  ///   - list: Calls what it is given with each number; it must not use the log.
  package func scalars(step: Int, _ list: ((_ tag: Tag, _ value: Double) -> Void) -> Void) {
    let wallTime = wallTimeNow()
    addScalars { state in
      list { tag, value in
        state.scalars.append(
          Scalar(tag: tag.number, step: step, wallTime: wallTime, value: value))
      }
    }
  }

  private func addScalars(_ append: (inout State) -> Void) {
    while true {
      let isTaken = state.withLock { state in
        guard state.canTake else { return true }
        // Half of the room is for scalars alone.
        guard state.scalarsCost < options.queueLimit / 2 else { return false }
        append(&state)
        schedule(&state)
        return true
      }
      if isTaken { return }
      queue.sync { drain() }
    }
  }

  /// Logs how the elements of a tensor are spread.
  public func histogram(_ tag: String, _ histogram: Histogram, step: Int, wallTime: Double? = nil) {
    add(tag, .histogram(histogram), step, wallTime)
  }

  /// Logs a picture.
  ///
  /// - Parameters:
  ///   - tag: The series' name.
  ///   - png: A PNG file.
  ///   - width: The picture's width in pixels.
  ///   - height: The picture's height in pixels.
  ///   - step: The step that it belongs to.
  ///   - wallTime: When it was, in seconds since 1970; now, if it is not said.
  public func image(
    _ tag: String, png: [UInt8], width: Int, height: Int, step: Int, wallTime: Double? = nil
  ) {
    add(tag, .image(png: png, width: width, height: height), step, wallTime)
  }

  /// Logs a text; TensorBoard sets it as Markdown.
  public func text(_ tag: String, _ text: String, step: Int, wallTime: Double? = nil) {
    add(tag, .text(text), step, wallTime)
  }

  /// Logs what the nodes of a graph held at a step; TensorBoard ignores it.
  public func nodes(_ records: [NodeRecord], step: Int, wallTime: Double? = nil) {
    add(NodeTag.nodes, .nodes(records), step, wallTime)
  }

  /// Logs the same in the form in which a recorder takes it.
  package func nodes(_ table: StepStatistics, step: Int, wallTime: Double? = nil) {
    add(NodeTag.nodes, .table(table), step, wallTime)
  }

  /// Runs what may take a while in the background, after what was logged before.
  package func inBackground(_ work: @escaping @Sendable () -> Void) { queue.async(execute: work) }

  /// Logs a graph: its nodes, what they take, and their extents, without values.
  ///
  /// TensorBoard accepts fewer names than vizbp; the others are changed so that they are accepted
  /// and still differ.
  public func graph(_ graph: ComputationGraph, wallTime: Double? = nil) {
    add("", .graph(graph), 0, wallTime)
  }

  /// Logs the run's hyperparameters, for TensorBoard's table of them.
  ///
  /// - Parameters:
  ///   - values: By name.
  ///   - metrics: The tags of scalars that the table has columns for.
  ///   - name: What the run is called there; its folder, if it is not said.
  ///   - wallTime: When the run began, in seconds since 1970; now, if it is not said.
  public func hyperparameters(
    _ values: [String: Hyperparameter], metrics: [String] = [], name: String? = nil,
    wallTime: Double? = nil
  ) {
    let time = wallTime ?? wallTimeNow()
    add(
      HyperparameterTag.experiment,
      .hyperparameters(ProtoHParams(experimentOf: values, metrics: metrics).bytes), 0, time)
    add(
      HyperparameterTag.start,
      .hyperparameters(
        ProtoHParams(startWith: values, name: name ?? folderName, time: time).bytes), 0, time)
  }

  // MARK: Writing

  /// Waits until what was logged before is in the file.
  public func flush() { queue.sync { drain() } }

  /// Writes what is left and closes the file; what is logged later is ignored.
  ///
  /// - Parameter status: How the run ended, if it had hyperparameters and the table is to say so.
  public func close(status: RunStatus? = nil) {
    if let status {
      add(
        HyperparameterTag.end,
        .hyperparameters(ProtoHParams(endWith: status, time: wallTimeNow()).bytes), 0, nil)
    }
    queue.sync {
      drain()
      // What came in between belongs to the log as well.
      state.withLock { $0.progress.isClosed = true }
      drain()
      output.withLock { $0.file = nil }
    }
  }

  private func add(_ tag: String, _ content: Entry.Content, _ step: Int, _ wallTime: Double?) {
    let entry = Entry(
      tag: tag, step: step, wallTime: wallTime ?? wallTimeNow(), content: content)
    let cost = entry.cost
    state.withLock { state in
      guard state.canTake else { return }
      // One that is larger than the queue is taken when nothing else waits.
      guard state.entries.isEmpty || state.entriesCost + cost <= options.queueLimit / 2 else {
        state.progress.dropped += 1
        return
      }
      state.entries.append(entry)
      state.entriesCost += cost
      schedule(&state)
    }
  }

  /// Has the background come by.
  private func schedule(_ state: inout State) {
    if !state.isDueNow, state.scalarsCost + state.entriesCost > Self.enoughToWrite {
      state.isDueNow = true
      queue.async { self.drain() }
    } else if !state.isDueLater, !state.isDueNow {
      state.isDueLater = true
      queue.asyncAfter(deadline: .now() + options.flushInterval) { self.drain() }
    }
  }

  /// So many bytes are written without waiting for more.
  static let enoughToWrite = 1 << 18

  /// Writes what has been handed over.
  private func drain() {
    let failure = output.withLock { output -> EventError? in
      let (entries, tags) = state.withLock { state in
        swap(&state.scalars, &output.scalars)
        defer {
          state.entries = []
          state.entriesCost = 0
          (state.isDueLater, state.isDueNow) = (false, false)
        }
        return (state.entries, state.tags)
      }
      defer {
        output.records.removeAll()
        output.scalars.removeAll(keepingCapacity: true)
      }
      guard let file = output.file else { return nil }
      do throws(EventError) {
        for index in output.scalars.indices {
          output.encoder.encode(output.scalars[index], tags: tags, to: &output.records)
          try output.writeIfEnough(to: file)
        }
        for entry in entries {
          output.encoder.encode(entry, to: &output.records)
          try output.writeIfEnough(to: file)
        }
        if output.records.count > 0 { try file.write(output.records.bytes) }
        state.withLock { $0.progress.bytesWritten = file.size }
        return nil
      } catch {
        state.withLock {
          $0.progress.bytesWritten = file.size
          $0.progress.failure = error
        }
        output.file = nil
        return error
      }
    }
    // Elsewhere, so that it may wait for the log.
    if let failure, let onFailure { Self.failures.async { onFailure(failure) } }
  }

  private var folderName: String {
    FilePath(path).removingLastComponent().lastComponent?.string ?? path
  }

  /// Cuts what a killed run of ours left half written.
  private static func cutTornTails(in folder: String) throws(EventError) {
    for path in (try? EventFiles.paths(in: folder)) ?? [] {
      var reader = try RecordReader(path: path)
      guard let (_, data) = try reader.next(), let event = EventFields(data),
        let writer = event.writer, writer.elementsEqual(writerName.utf8)
      else { continue }
      _ = try EventFile.cutTornTail(of: path)
    }
  }
}
