import VizBase
public import VizDiagnosis
import VizEvents
public import VizTrace

/// What a report of several runs tells of one of them, in some kilobytes: what its report of several
/// runs is made of, whether the run is read where it lies or its digest was made on another machine.
///
/// A digest is a line of JSON, so that files of them are merged by writing one behind the other.
public struct RunDigest: Sendable {
  /// The name of the format, in every line.
  static let format = "vizbp.digest"
  /// The latest version of it that is read.
  static let version = 1

  /// The line, without its end.
  public let line: String
  let content: Content

  /// The run's folder or file, as it was given when the digest was made.
  public var location: String { content.location }
  /// What is to be said of how the run was read.
  public var remarks: [LogRemark] { content.remarks.map(\.remark) }

  /// Whether nothing is known of the run.
  public var isEmpty: Bool {
    content.strip == nil && content.settings.isEmpty && content.state.isEmpty
  }

  /// The digest of a run.
  ///
  /// - Parameters:
  ///   - history: The run.
  ///   - location: Its folder or file; what tells it from others.
  ///   - part: What tells it from other runs of one file.
  /// - Throws: `EventError` where the run cannot be read.
  public init(_ history: RunHistory, location: String, part: String = "") throws {
    let run = ReportedRun(history)
    try self.init(Content(run, location: location.withoutStrayBytes, part: part))
  }

  /// Written and read, so that a digest is the same whether it comes from a file or not.
  private init(_ content: Content) throws {
    let line = try JSONValue(encoding: content).jsonText()
    try self.init(line: line)
  }

  /// Reads a line.
  ///
  /// - Throws: ``DigestError`` where it is no digest.
  init(line: String) throws(DigestError) {
    let content: Content
    do {
      let value = try JSONValue(jsonData: Array(line.utf8))
      let header = try value.decoded(as: Header.self)
      guard header.format == Self.format else { throw DigestError("this line is no digest") }
      guard header.version <= Self.version else {
        throw DigestError("it is of version \(header.version), and this program reads version 1")
      }
      content = try value.decoded(as: Content.self)
    } catch let error as DigestError {
      throw error
    } catch {
      throw DigestError("this line is no digest: \((error as? any Problem)?.message ?? "\(error)")")
    }
    guard content.isSound else { throw DigestError("its curves have places without values") }
    self.line = line
    self.content = content
  }

  private struct Header: Codable {
    var format: String
    var version: Int
  }
}

extension RunDigest {
  /// What the line holds.
  struct Content: Sendable, Codable {
    var format = RunDigest.format
    var version = RunDigest.version
    var location: String
    var part: String
    /// How the run stands; empty where it does not say.
    var state: String
    var steps: Int?
    var seconds: Double?
    var settings: [RunSetting]
    var verdict: Verdict
    var loss, heldOut: Loss?
    var accuracy: Double?
    var isAccuracyHeldOut: Bool
    var findings: [Found]
    var strip: Strip?
    var beginning: Beginning
    var remarks: [Remark]

    private enum CodingKeys: String, CodingKey {
      case format, version, part, state, steps, seconds, settings, verdict, loss, heldOut
      case accuracy, isAccuracyHeldOut, findings, strip, beginning, remarks
      case location = "place"
    }
  }

  /// What became of a loss.
  struct Loss: Sendable, Codable {
    var name: String
    var start, end, best, bestStep: Double
  }

  /// Something that a rule found.
  struct Found: Sendable, Codable {
    var rule, severity, title, sentence, advice: String
    var step: Int?
  }

  /// By what two runs are told apart.
  struct Beginning: Sendable, Codable {
    /// The parameters and their gradients at the first step that was captured.
    var values, gradients: [Norm]
    /// The first logged numbers of the metrics.
    var metrics: [Start]
    /// A hash of all that was logged as numbers, bit by bit.
    var hash: String
  }

  /// How large a parameter, or its gradient, is.
  struct Norm: Sendable, Equatable, Codable {
    var name: String
    var norm: Double
  }

  struct Start: Sendable, Codable {
    var name: String
    var steps, values: [Double]
  }

  struct Remark: Sendable, Codable {
    var kind, file, what: String

    var remark: LogRemark {
      LogRemark(LogRemark.Kind(rawValue: kind) ?? .unreadable, file: file, what)
    }
  }
}

/// Why a line of a file of digests cannot be used.
struct DigestError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
