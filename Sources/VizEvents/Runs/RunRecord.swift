import VizBase
import VizTrace

/// What a run says of itself, in `run.json`: how it was set up, when it ran, how it ended.
public struct RunRecord: Sendable, Equatable, Codable {
  /// The name of the format, in every file.
  public static let format = "vizbp.run"
  /// The latest version of it that is read.
  public static let version = 1

  /// What the run is called; nil where it has no name.
  public var name: String?
  /// What the run was asked to do, such as the command's options.
  public var configuration: [String: JSONValue]
  /// How it moves its parameters; nil where it does not say. Of a file without it, it is what the
  /// configuration says.
  public var updateRule: UpdateRule?
  /// Where its random numbers come from; nil where it does not say.
  public var seed: UInt64?
  /// The versions of what took part, by name.
  public var versions: [String: String]
  /// When the run began, in seconds since 1970.
  public var start: Double
  /// When the run ended, in seconds since 1970; nil while it goes on.
  public var end: Double?
  /// How far the run has come.
  public var status: RunStatus
  /// Why it failed, in words.
  public var message: String?
  /// What of the run could not be written, in words; nil where all of it was.
  public var lost: String?
  /// The last step that was taken.
  public var lastStep: Int?
  /// What a step costs; nil where it was not counted.
  public var cost: StepCost?
  /// The id of the process that runs it.
  public var process: Int?
  /// The name of the host that it runs on.
  public var host: String?

  /// How many operations a step takes.
  public struct StepCost: Sendable, Equatable, Codable {
    /// How many the forward pass takes.
    public var forward: Int
    /// How many the backward pass takes.
    public var backward: Int

    /// A cost of so many operations in either pass.
    public init(forward: Int, backward: Int) {
      self.forward = forward
      self.backward = backward
    }
  }

  /// The record of a run that this process begins.
  ///
  /// - Parameters:
  ///   - name: What the run is called.
  ///   - configuration: What it was asked to do.
  ///   - seed: Where its random numbers come from.
  ///   - versions: The versions of what takes part, by name.
  ///   - start: When it began, in seconds since 1970; now, if it is not said.
  public init(
    name: String? = nil, configuration: [String: JSONValue] = [:], seed: UInt64? = nil,
    versions: [String: String] = [:], start: Double? = nil
  ) {
    self.name = name
    self.configuration = configuration
    self.seed = seed
    self.versions = versions
    self.start = start ?? wallTimeNow()
    status = .running
    let writer = EventFileName(wallTime: self.start, number: 0)
    (process, host) = (writer.process, writer.host)
  }

  /// Notes how the run ended, and that it ended now.
  public mutating func finish(_ status: RunStatus, message: String? = nil) {
    self.status = status
    self.message = message
    end = wallTimeNow()
  }
}

extension RunRecord {
  private struct Header: Codable {
    var format: String
    var version: Int
  }

  /// Whether a `run.json` is another program's, such as Sacred's: JSON that names no format of ours.
  static func isForeign(_ bytes: [UInt8]) -> Bool {
    guard case .object(let fields)? = try? JSONValue(jsonData: bytes) else { return false }
    return fields["format"] != .string(format)
  }

  /// Reads the bytes of a `run.json`.
  ///
  /// - Throws: ``EventError`` that names `path` where they are none.
  init(jsonData: [UInt8], path: String) throws(EventError) {
    do {
      var value = try JSONValue(jsonData: jsonData)
      let header = try value.decoded(as: Header.self)
      guard header.format == Self.format, header.version <= Self.version else {
        throw EventError(
          .badData, path: path,
          message: "it is no run record of version \(Self.version) or earlier")
      }
      // A method of another writer, which is not known here, does not make the run none.
      if case .object(var fields) = value, let rule = fields["updateRule"],
        (try? rule.decoded(as: UpdateRule.self)) == nil
      {
        fields["updateRule"] = nil
        value = .object(fields)
      }
      self = try value.decoded()
      if updateRule == nil { updateRule = UpdateRule(configuration) }
    } catch let error as EventError {
      throw error
    } catch {
      throw EventError(.badData, path: path, message: "it is no run record")
    }
  }

  /// The record as `run.json` has it: always the same for one record.
  func jsonData() -> [UInt8] {
    // What a record holds can be encoded; a time that is no number is none.
    var record = self
    if !record.start.isFinite { record.start = 0 }
    if record.end?.isFinite == false { record.end = nil }
    if record.updateRule?.isFinite == false { record.updateRule = nil }
    let value = try? JSONValue(encoding: Whole(record))
    return (value?.sorted.jsonData(.indented) ?? []) + [UInt8(ascii: "\n")]
  }

  private struct Whole: Encodable {
    var record: RunRecord

    init(_ record: RunRecord) { self.record = record }

    func encode(to encoder: any Encoder) throws {
      try Header(format: RunRecord.format, version: RunRecord.version).encode(to: encoder)
      try record.encode(to: encoder)
    }
  }
}
