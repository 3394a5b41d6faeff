import Foundation
import Mustache

/// The page templates: those built into the program, or a folder's.
public struct Templates: Sendable {
  /// Why a folder's templates cannot be used.
  public struct Failure: Error, Sendable, CustomStringConvertible {
    public var path: String
    public var description: String
  }

  private let files: [String: String]

  /// The templates that are part of the program.
  public init() { files = Self.embedded }

  /// The templates of a folder; those that it lacks are the program's own.
  ///
  /// - Throws: ``Failure`` where the folder or one of its templates cannot be read.
  public init(folder: String) throws {
    var files = Self.embedded
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
    else { throw Failure(path: folder, description: "there is no such folder of templates") }
    for name in Self.embedded.keys.sorted() {
      let path = folder + "/" + name
      guard FileManager.default.fileExists(atPath: path) else { continue }
      guard let data = FileManager.default.contents(atPath: path),
        let text = String(data: data, encoding: .utf8)
      else { throw Failure(path: path, description: "the template cannot be read as UTF-8 text") }
      files[name] = text
    }
    self.files = files
  }

  subscript(name: String) -> String { files[name] ?? "" }

  /// A page from a template; what stands in double braces is escaped for HTML.
  ///
  /// - Throws: ``Failure`` where the template is malformed.
  func render(_ name: String, _ content: Any) throws -> String {
    do {
      return try MustacheTemplate(string: self[name]).render(content)
    } catch {
      throw Failure(path: name, description: "the template is malformed: \(error)")
    }
  }
}
