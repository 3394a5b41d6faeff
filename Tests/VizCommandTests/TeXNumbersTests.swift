import Testing
import VizBP
import VizLectures

/// What stands in a picture's TikZ is what stands in its SVG.
@Suite struct TeXNumbersTests {
  /// The numbers of a picture's texts, in order.
  private static func numbers(_ text: some StringProtocol) -> [String] {
    String(text).matches(of: /−?[0-9]+(\.[0-9]+)?/).map { String($0.output.0) }
  }

  private static func numbers(svg: [UInt8]) -> [String] {
    String(decoding: svg, as: UTF8.self).matches(of: /<text[^>]*>([^<]*)<\/text>/)
      .flatMap { match in numbers(plain(match.output.1)) }.sorted()
  }

  private static func numbers(tex: [UInt8]) -> [String] {
    String(decoding: tex, as: UTF8.self)
      .matches(of: /\\node\[[^\]]*\] at \([^)]*\) \{(.*)\};\n/)
      .flatMap { match in
        numbers(
          match.output.1.replacing("-$", with: "$−")
            .replacing(/\\vizbp(font|bold|italic|char)\{[^}]*\}/, with: "")
            .replacing(/\\char[0-9]+/, with: "")
            .replacing(/\\textcolor\{[^}]*\}/, with: "")
            // A power stands apart from what it is the power of.
            .replacing(/\\text(sub|super)script\{/, with: " "))
      }.sorted()
  }

  /// Raised and lowered digits as others, apart from what they stand at.
  private static func plain(_ text: Substring) -> String {
    let pairs = zip("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "01234567890123456789−")
    let digits = Dictionary(uniqueKeysWithValues: pairs)
    var out = ""
    var wasMoved = false
    for character in text {
      let digit = digits[character]
      if (digit != nil) != wasMoved { out += " " }
      wasMoved = digit != nil
      out.append(digit ?? character)
    }
    return out
  }

  @Test(arguments: WorkedExample.lectures.map(\.id))
  func ofGraphs(id: String) async throws {
    let example = try #require(WorkedExample.lectures.first { $0.id == id })
    var options = DiagramOptions()
    options.show = example.view == .chain ? .chain : .gradients
    let picture = try await Diagram(example.graph(), options: options).picture
    let numbers = Self.numbers(svg: Array(try picture.svg().utf8))
    #expect(numbers.count > 4)
    #expect(Self.numbers(tex: try picture.tex()) == numbers)
  }

  @Test(arguments: LectureFigure.all.map(\.id))
  func ofFigures(id: String) throws {
    let lecture = try #require(LectureFigure.all.first { $0.id == id })
    let picture = try lecture.figure().picture()
    let numbers = Self.numbers(svg: Array(try picture.svg().utf8))
    #expect(Self.numbers(tex: try picture.tex()) == numbers)
  }
}
