/// A script without what readers of a page do not need: comments, indents, line ends, blanks beside
/// signs, semicolons before closing braces, and parentheses around the one argument of an arrow. Texts,
/// templates and regular expressions stay as they are.
///
/// It takes scripts as those of this project are written: a regular expression stands behind a sign and
/// not behind a word, no statement is empty, and no line of a script is part of a longer text.
struct LeanScript {
  /// The script, lean.
  static func of(_ script: String) -> String {
    let lines = script.split(separator: "\n").map { $0.drop { $0 == " " } }
      .filter { !$0.isEmpty && !$0.hasPrefix("//") }
    var lean = LeanScript(lines.joined(separator: "\n"))
    lean.run()
    return String(decoding: lean.output, as: UTF8.self)
  }

  private let source: [UInt8]
  private var index = 0
  private var output: [UInt8] = []
  /// For each template that is open, how many braces are open in what stands in it.
  private var braces: [Int] = []

  private init(_ script: String) {
    source = Array(script.utf8)
    output.reserveCapacity(source.count)
  }

  private var last: UInt8 { output.last ?? UInt8(ascii: "\n") }
  private var next: UInt8 { index + 1 < source.count ? source[index + 1] : UInt8(ascii: "\n") }

  private mutating func run() {
    while index < source.count {
      let sign = source[index]
      switch sign {
      case UInt8(ascii: "'"), UInt8(ascii: "\""): copyText(upTo: sign)
      case UInt8(ascii: "`"): copyTemplate()
      case UInt8(ascii: "/") where next == sign: skipLine()
      case UInt8(ascii: "/") where Self.beforeExpressions.contains(last): copyPattern()
      case UInt8(ascii: "{"):
        if let innermost = braces.indices.last { braces[innermost] += 1 }
        copy()
      case UInt8(ascii: "}"): closeBrace()
      case UInt8(ascii: ">"): closeArrow()
      case UInt8(ascii: " "):
        // Two signs that would be another one together stay apart.
        let isNeeded =
          !(Self.signs.contains(last) || Self.signs.contains(next))
          || (last == next && (last == UInt8(ascii: "+") || last == UInt8(ascii: "-")))
        if isNeeded { copy() } else { index += 1 }
      case UInt8(ascii: "\n") where Self.beforeLineEnds.contains(last) || next == UInt8(ascii: "}"):
        index += 1
      default: copy()
      }
    }
  }

  private mutating func copy() {
    output.append(source[index])
    index += 1
  }

  private mutating func closeBrace() {
    if let open = braces.last {
      if open == 0 {
        braces.removeLast()
        copyTemplate()
        return
      }
      braces[braces.count - 1] = open - 1
    }
    if last == UInt8(ascii: ";") { output.removeLast() }
    copy()
  }

  /// The end of an arrow: `(x)=>` is `x=>`.
  private mutating func closeArrow() {
    let head = output.dropLast()
    if last == UInt8(ascii: "="), head.last == UInt8(ascii: ")") {
      let name = head.dropLast().reversed().prefix(while: Self.isLetter)
      let start = head.endIndex - 2 - name.count
      if !name.isEmpty, start > 0, output[start] == UInt8(ascii: "("),
        !Self.isLetter(output[start - 1])
      {
        output.replaceSubrange(start..., with: name.reversed() + [UInt8(ascii: "=")])
      }
    }
    copy()
  }

  private static func isLetter(_ sign: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(sign | 0x20)
  }

  private mutating func skipLine() {
    while index < source.count, source[index] != UInt8(ascii: "\n") { index += 1 }
  }

  /// From a quote to the one that ends the text.
  private mutating func copyText(upTo end: UInt8) {
    repeat { copyOne() } while index < source.count && source[index] != end
    if index < source.count { copy() }
  }

  /// From where a template begins or goes on to its end, or to an expression in it.
  private mutating func copyTemplate() {
    copy()
    while index < source.count, source[index] != UInt8(ascii: "`") {
      if source[index] == UInt8(ascii: "$"), next == UInt8(ascii: "{") {
        copy()
        copy()
        braces.append(0)
        return
      }
      copyOne()
    }
    if index < source.count { copy() }
  }

  /// From the slash that begins a regular expression to the one that ends it.
  private mutating func copyPattern() {
    var isInBrackets = false
    repeat {
      copyOne()
      guard index < source.count else { return }
      if source[index] == UInt8(ascii: "[") { isInBrackets = true }
      if source[index] == UInt8(ascii: "]") { isInBrackets = false }
    } while isInBrackets || source[index] != UInt8(ascii: "/")
    copy()
  }

  /// A sign, with the one behind it where it is a backslash.
  private mutating func copyOne() {
    if source[index] == UInt8(ascii: "\\") { copy() }
    if index < source.count { copy() }
  }

  private static let signs = Set("=+-*/<>?:,;(){}[]&|!%^~".utf8)
  private static let beforeExpressions = Set("(,=:?&|![{;>\n".utf8)
  private static let beforeLineEnds = Set(",;{([=?:&|\n".utf8)
}
