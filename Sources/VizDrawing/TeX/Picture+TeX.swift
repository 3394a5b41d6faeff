extension Picture {
  /// The picture as TikZ, for pdfLaTeX and LuaLaTeX: a document that compiles alone, and that stands
  /// in another one by `\input`, if that has `\usepackage{tikz}`.
  ///
  /// Texts are texts, in the document's sans serif; what TeX would obey in them is shown as it is.
  /// Colours and fonts are styles that are defined once, at the top.
  ///
  /// - Throws: ``DrawingError`` when the picture has no size.
  public func tex() throws(DrawingError) -> [UInt8] { try tex(packages: [], replacing: [:]) }

  /// The same, with text of other packages in it.
  ///
  /// - Parameters:
  ///   - packages: What stands in the preamble beside TikZ.
  ///   - replacing: What is written where groups of these names begin.
  package func tex(
    packages: [String], replacing groups: [String: String]
  ) throws(DrawingError) -> [UInt8] {
    var writer = try TeXWriter([self], replacing: groups)
    let (definitions, picture) = try writer.write()
    let (width, height) = writer.extent
    let text = """
      \(Self.head(self, "document", packages.last ?? "tikz"))
      \(Self.alone)
        \\documentclass{article}
        \\usepackage[paperwidth=\(width)bp, paperheight=\(height)bp, margin=0bp]\
      {geometry}
        \(Self.fonts)
        \((["tikz"] + packages).map { "\\usepackage{\($0)}" }.joined())
        \\pagestyle{empty}\\topskip0pt
        \\begin{document}\\noindent
        \\def\\vizbpend{\\end{document}}%
      \\else\\def\\vizbpend{}\\fi%
      \(definitions)\(picture)\\vizbpend

      """
    return Array(text.utf8)
  }

  /// Pictures of one scene as a frame of Beamer, one overlay each: a document that compiles alone,
  /// and that stands in another presentation by `\input`.
  ///
  /// - Throws: ``DrawingError`` where one picture cannot be drawn, there is none, or one has other
  ///   groups than another.
  public static func beamer(_ pictures: [Picture]) throws(DrawingError) -> [UInt8] {
    var writer = try TeXWriter(pictures)
    let (definitions, picture) = try writer.write()
    let (width, height) = writer.extent
    let first = pictures.first.map { head($0, "presentation of Beamer") }
    let text = """
      \(first ?? "")
      \(alone)
        \\documentclass[aspectratio=169]{beamer}
        \(fonts)
        \\usepackage{tikz}
        \\setbeamertemplate{navigation symbols}{}
        \\begin{document}
        \\def\\vizbpend{\\end{document}}%
      \\else\\def\\vizbpend{}\\fi%
      \(definitions)\\begin{frame}[plain]
      \\pgfmathsetmacro\\vizbpscale{%
        min(0.96*\\paperwidth/\(width)bp, 0.92*\\paperheight/\(height)bp)}
      \\noindent\\makebox[\\textwidth][c]{\\scalebox{\\vizbpscale}{%
      \(picture)}}
      \\end{frame}
      \\vizbpend

      """
    return Array(text.utf8)
  }

  private static func head(
    _ picture: Picture, _ word: String, _ package: String = "tikz"
  ) -> String {
    TeXText.comment(picture.title) + TeXText.comment(picture.summary)
      + """
      %
      % Drawn by vizbp. It compiles alone, with pdflatex or lualatex.
      % In another \(word), say \\usepackage{\(package)} in its preamble, and \\input this file.
      """
  }

  /// True where no class has been loaded, so that this file is the document.
  static let alone =
    "\\expandafter\\ifx\\csname @classoptionslist\\endcsname\\relax"

  /// Fonts of any size; LuaTeX has them by itself, as far as they are installed.
  static let fonts = """
    \\IfFileExists{lmodern.sty}\
    {\\ifdefined\\pdftexversion\\usepackage[T1]{fontenc}\\fi\\usepackage{lmodern}}\
    {\\usepackage{fix-cm}}
    """
}
