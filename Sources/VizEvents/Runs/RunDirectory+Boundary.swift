import SystemPackage
import VizBase
public import VizTrace

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How the decision boundary of a classifier of the plane moved while it trained.
public struct BoundaryLog: Sendable, Hashable {
  /// What the classifier learns from; nil where it was not logged.
  public var examples: DecisionExamples?
  /// By ascending step.
  public var fields: [DecisionField]

  /// A log of fields by ascending step; of none by default.
  public init(examples: DecisionExamples? = nil, fields: [DecisionField] = []) {
    self.examples = examples
    self.fields = fields
  }
}

// `boundary.jsonl`: JSON lines, only ever appended. A line that was torn by a kill is left out.
extension RunDirectory {
  private static let boundaryName = "boundary.jsonl"

  /// The tag under which event files have pictures of the boundary.
  package static let boundaryTag = "boundary"

  /// Whether the decision boundary was logged.
  package var hasBoundary: Bool {
    "\(path)/\(Self.boundaryName)".withSystemPath { access($0, F_OK) } == 0
  }

  fileprivate typealias LineField = Line.Field

  fileprivate struct Line: Codable {
    struct Field: Codable {
      var step, columns, rows: Int
      var x, y: [Double]
      var classes: Int
      /// Of 16 bits each, little-endian, in base64.
      var logarithms: String
    }
    struct Examples: Codable {
      var x, y: [Double]
      var classes: [Int]
    }
    var field: Field?
    var examples: Examples?
  }

  /// The decision boundary over the steps; nothing where none was logged.
  ///
  /// A step that comes again, as in a run that goes on, replaces what it had from there on.
  ///
  /// - Throws: ``EventError`` where the file cannot be read, or no line of it is one of ours.
  public func boundary() throws(EventError) -> BoundaryLog {
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(run: path + "/" + Self.boundaryName)
    } catch  where error.kind == .missing {
      return BoundaryLog()
    }
    var log = BoundaryLog()
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    for text in lines {
      guard let line = try? JSONValue(jsonData: Array(text)).decoded(as: Line.self) else {
        continue
      }
      if let examples = line.examples {
        log.examples = DecisionExamples(
          x: examples.x, y: examples.y, classes: examples.classes)
      }
      if let field = line.field, let found = DecisionField(field) {
        log.fields.removeAll { $0.step >= found.step }
        log.fields.append(found)
      }
    }
    guard lines.count < 2 || log != BoundaryLog() else {
      throw EventError(
        .badData, path: path + "/" + Self.boundaryName, message: "it has no decision boundary")
    }
    return log
  }

  /// Cuts what a run that goes on from a step writes anew, or never would have written: the fields
  /// after the step, those that `isKept` does not know, and lines that were torn by a kill.
  ///
  /// - Returns: The step of the last field that is left; nil where none is.
  package func cutBoundary(
    after step: Int, keeping isKept: (_ step: Int) -> Bool
  ) throws(EventError) -> Int? {
    let path = path + "/" + Self.boundaryName
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(run: path)
    } catch  where error.kind == .missing {
      return nil
    }
    var kept: [UInt8] = []
    var last: Int?
    for text in bytes.split(separator: UInt8(ascii: "\n")) where step > 0 {
      guard let line = try? JSONValue(jsonData: Array(text)).decoded(as: Line.self) else {
        continue
      }
      if let field = line.field {
        guard field.step <= step, isKept(field.step) else { continue }
        last = field.step
      }
      kept += text + [UInt8(ascii: "\n")]
    }
    if kept != bytes { try WholeFile.write(kept, run: path) }
    return last
  }

  /// Appends what a classifier makes of the plane.
  public func append(_ field: DecisionField) throws(EventError) {
    try append(
      Line(
        field: Line.Field(
          step: field.step, columns: field.columns, rows: field.rows,
          x: [field.xRange.lowerBound, field.xRange.upperBound],
          y: [field.yRange.lowerBound, field.yRange.upperBound], classes: field.classes,
          logarithms: field.logarithms.map(\.littleEndian).withUnsafeBytes {
            Base64.encode([UInt8]($0))
          })))
  }

  /// Notes what it learns from.
  public func append(_ examples: DecisionExamples) throws(EventError) {
    try append(
      Line(examples: Line.Examples(x: examples.x, y: examples.y, classes: examples.classes)))
  }

  private func append(_ line: Line) throws(EventError) {
    let path = path + "/" + Self.boundaryName
    guard var bytes = try? JSONValue(encoding: line).sorted.jsonData(.compact) else {
      throw EventError(.badData, path: path, message: "the boundary cannot be written as JSON")
    }
    bytes.append(UInt8(ascii: "\n"))
    do {
      let file = try FileDescriptor.open(
        FilePath(named: path), .readWrite, options: [.append, .create],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try file.closeAfter {
        // After a kill the last line may lack its end.
        let size = try file.seek(offset: 0, from: .end)
        if size > 0 {
          var last: UInt8 = 0
          _ = try withUnsafeMutableBytes(of: &last) {
            try file.read(fromAbsoluteOffset: size - 1, into: $0)
          }
          if last != UInt8(ascii: "\n") { bytes.insert(UInt8(ascii: "\n"), at: 0) }
        }
        _ = try file.writeAll(bytes)
      }
    } catch let error as Errno {
      throw .writing(path, error)
    } catch {
      throw EventError(.unwritable, path: path, message: "it cannot be written")
    }
  }
}

extension DecisionField {
  fileprivate init?(_ field: RunDirectory.LineField) {
    guard field.x.count == 2, field.y.count == 2, field.x[0] <= field.x[1], field.y[0] <= field.y[1]
    else { return nil }
    let bytes = Base64.decode(field.logarithms)
    self.init(
      step: field.step, columns: field.columns, rows: field.rows,
      xRange: field.x[0]...field.x[1], yRange: field.y[0]...field.y[1], classes: field.classes,
      logarithms: (0..<bytes.count / 2).map { index in
        Int16(bitPattern: UInt16(bytes[2 * index]) | UInt16(bytes[2 * index + 1]) << 8)
      })
  }
}
