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
      /// No page is made of a file of that name.
      case unknown

      /// Whose fault it is.
      public var cause: ProblemCause {
        switch self {
        case .unreadable: .input
        case .malformed, .unknown: .data
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
  /// Whether all scripts are the program's own, which are written so that ``LeanScript`` can take them.
  let hasOwnScripts: Bool

  /// The templates that are part of the program.
  public init() {
    files = Self.embedded
    // A test parses each of them.
    pages = Self.embedded.filter { Self.isPage($0.key) }.compactMapValues {
      try? MustacheTemplate(string: $0)
    }
    hasOwnScripts = true
  }

  /// The templates of a folder; those that it lacks are the program's own. It is laid out as `templates/`
  /// of the sources is: pages and styles in it, scripts in `scripts`, their parts in `scripts/graph`.
  ///
  /// - Throws: ``Failure`` where the folder or one of its templates cannot be read, is malformed, or has
  ///   a name that no page uses.
  public init(folder: String) throws(Failure) {
    let own = Templates()
    var (files, pages) = (own.files, own.pages)
    for (name, path) in try Self.files(in: folder) {
      guard Self.embedded[name] != nil else {
        throw Failure(
          kind: .unknown, location: ProblemLocation(file: path),
          message: "no page is made of a template of this name")
      }
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
    hasOwnScripts = !files.contains { $0.key.hasSuffix(".js") && $0.value != own.files[$0.key] }
  }

  /// The files of a folder that are templates by their endings: their names, and where they are.
  private static func files(in folder: String) throws(Failure) -> [(name: String, path: String)] {
    guard let names = try? PathText.names(in: folder) else {
      throw Failure(
        kind: .unreadable, location: ProblemLocation(file: folder),
        message: "there is no such folder of templates")
    }
    var found = names.filter { isPage($0) || $0.hasSuffix(".css") || $0.hasSuffix(".js") }.sorted()
      .map { (name: $0.hasSuffix(".js") ? "./" + $0 : $0, path: "\(folder)/\($0)") }
    for (part, prefix) in [("scripts", ""), ("scripts/graph", "graph/")] {
      let scripts = (try? PathText.names(in: "\(folder)/\(part)")) ?? []
      found += scripts.filter { $0.hasSuffix(".js") }.sorted()
        .map { (name: prefix + $0, path: "\(folder)/\(part)/\($0)") }
    }
    return found
  }

  /// A file, in which a line `//= FILE` stands for that part of a script.
  subscript(name: String) -> String { file(name, with: Set(ScriptPart.allCases)) }

  /// A file, in which a line `//= FILE` stands for that part of a script, `//= FILE, if PART` for it where
  /// the page has that, and in `//= FILE, if PART, or OTHER` for the other file where it has not.
  func file(_ name: String, with parts: Set<ScriptPart>) -> String {
    let lines = (files[name] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { line in
      let rest = line.drop { $0 == " " }
      guard rest.hasPrefix("//= ") else { return String(line) }
      let words = rest.dropFirst(4).split(separator: ", ")
      let wanted = words.first { $0.hasPrefix("if ") }.map {
        ScriptPart(rawValue: String($0.dropFirst(3)))
      }
      let other = words.first { $0.hasPrefix("or ") }?.dropFirst(3)
      let isThere = wanted.map { $0.map(parts.contains) ?? true } ?? true
      return (isThere ? words.first : other).flatMap { files[String($0)] } ?? ""
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
