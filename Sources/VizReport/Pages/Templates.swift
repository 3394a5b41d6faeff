import Mustache
public import VizBase

/// The page templates: those built into the program, or a folder's.
public struct Templates: Sendable {
  /// Why a folder's templates cannot be used.
  public struct Failure: Problem {
    /// What keeps templates from being used.
    public enum Kind: ProblemKind {
      /// The folder, or a file in it, cannot be read.
      case unreadable
      /// A template breaks the rules of Mustache.
      case malformed

      /// Whose fault it is.
      public var cause: ProblemCause {
        switch self {
        case .unreadable: .input
        case .malformed: .data
        }
      }
    }

    /// What went wrong, for programs.
    public var kind: Kind
    /// The folder or the file, with line and column where there are any.
    public var location: ProblemLocation?
    /// What is wrong with it, in one line.
    public var message: String
  }

  private let files: [String: String]
  /// The parsed templates: files whose names end in `mustache`.
  private let pages: [String: MustacheTemplate]

  /// The templates that are part of the program.
  public init() {
    files = Self.embedded
    // A test parses each of them.
    pages = Self.embedded.filter { Self.isPage($0.key) }.compactMapValues {
      try? MustacheTemplate(string: $0)
    }
  }

  /// The templates of a folder; those that it lacks are the program's own.
  ///
  /// - Throws: ``Failure`` where the folder or one of its templates cannot be read, or is
  ///   malformed.
  public init(folder: String) throws(Failure) {
    guard let names = try? PathText.names(in: folder) else {
      throw Failure(
        kind: .unreadable, location: ProblemLocation(file: folder),
        message: "there is no such folder of templates")
    }
    let own = Templates()
    var (files, pages) = (own.files, own.pages)
    for name in Self.embedded.keys.sorted() {
      guard names.contains(name) else { continue }
      let path = folder + "/" + name
      guard let bytes = try? WholeFile.read(path),
        let text = String(validating: bytes, as: UTF8.self)
      else {
        throw Failure(
          kind: .unreadable, location: ProblemLocation(file: path),
          message: "the template cannot be read as UTF-8 text")
      }
      files[name] = text
      if Self.isPage(name) { pages[name] = try Self.parse(text, path: path) }
    }
    self.files = files
    self.pages = pages
  }

  /// A file, in which a line `//= FILE` stands for that part of a script.
  subscript(name: String) -> String { file(name) }

  /// A file, in which a line `//= FILE` stands for that part of a script, and in `//= FILE, or OTHER` on
  /// a page without folds the other one.
  func file(_ name: String, hasFolds: Bool = true) -> String {
    let lines = (files[name] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { line in
      let part = line.drop { $0 == " " }
      guard part.hasPrefix("//= ") else { return String(line) }
      let names = part.dropFirst(4).split(separator: ", or ").map(String.init)
      return (hasFolds ? names.first : names.last).flatMap { files[$0] } ?? ""
    }.joined(separator: "\n")
  }

  /// A part of a page from a template; what stands in double braces is escaped for HTML.
  func render(_ name: String, _ content: Any) -> String { pages[name]?.render(content) ?? "" }

  /// A whole page: in it signs that no page may have are replaced.
  func page(_ name: String, _ content: Any) -> String { Self.printable(render(name, content)) }

  /// The text with U+FFFD for control characters, which HTML has not even escaped.
  private static func printable(_ text: String) -> String {
    func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0x09, 0x0a, 0x0c, 0x0d: false
      case 0..<0x20, 0x7f..<0xa0, 0xfdd0...0xfdef: true
      default: scalar.value & 0xfffe == 0xfffe
      }
    }
    // Hardly any page has one.
    guard text.unicodeScalars.contains(where: isForbidden) else { return text }
    var clean = String.UnicodeScalarView()
    clean.append(contentsOf: text.unicodeScalars.map { isForbidden($0) ? "\u{fffd}" : $0 })
    return String(clean)
  }

  private static func isPage(_ name: String) -> Bool { name.hasSuffix(".mustache") }

  static func parse(_ text: String, path: String) throws(Failure) -> MustacheTemplate {
    // The parser takes them, and then leaves their place empty.
    if let partial = text.firstRange(of: /\{\{\s*[><]/) {
      let line = 1 + text[..<partial.lowerBound].count { $0.isNewline }
      throw Failure(
        kind: .malformed, location: ProblemLocation(file: path, line: line),
        message: "templates cannot include other templates")
    }
    do {
      return try MustacheTemplate(string: text)
    } catch let error as MustacheTemplate.ParserError {
      let (line, column) = (error.context.lineNumber, error.context.columnNumber)
      throw Failure(
        kind: .malformed, location: ProblemLocation(file: path, line: line, column: column),
        message: words(for: error.error))
    } catch {
      throw Failure(
        kind: .malformed, location: ProblemLocation(file: path),
        message: "the template is malformed")
    }
  }

  private static func words(for error: any Error) -> String {
    switch error as? MustacheTemplate.Error {
    case .sectionCloseNameIncorrect: "another section should be closed here"
    case .unfinishedName: "this tag is never closed"
    case .expectedSectionEnd: "a section is never closed"
    case .invalidSetDelimiter: "these are no delimiters"
    case .invalidConfigVariableSyntax, .unrecognisedConfigVariable: "there is no such setting"
    default: "the template is malformed"
    }
  }
}
