extension Picture {
  /// The picture as TikZ, for pdfLaTeX and LuaLaTeX: a document that compiles alone, and that stands
  /// in another one by `\input`, if that has `\usepackage{tikz}`.
  ///
  /// Texts are texts, in the document's sans serif; what TeX would obey in them is shown as it is.
  /// Colours and fonts are styles that are defined once, at the top.
  ///
  /// - Throws: ``DrawingError`` when the picture has no size.
  public func tex() throws(DrawingError) -> [UInt8] {
    var writer = try TeXWriter([self])
    let (definitions, picture) = try writer.write()
    let (width, height) = writer.extent
    let text = """
      \(Self.head(self, "document"))
      \(Self.alone)
        \\documentclass{article}
        \\usepackage[paperwidth=\(width)bp, paperheight=\(height)bp, margin=0bp]\
      {geometry}
        \(Self.fonts)
        \\usepackage{tikz}
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

  private static func head(_ picture: Picture, _ place: String) -> String {
    TeXText.comment(picture.title) + TeXText.comment(picture.summary)
      + """
      %
      % Drawn by vizbp. It compiles alone, with pdflatex or lualatex.
      % In another \(place), say \\usepackage{tikz} in its preamble, and \\input this file.
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
