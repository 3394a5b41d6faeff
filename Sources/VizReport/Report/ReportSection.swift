/// A section of a report. It holds what the section shows; the words, figures and tables that it
/// makes of that are the page's part.
protocol ReportSection: Sendable {
  /// The name that links lead to.
  static var id: String { get }
  static var title: String { get }
  var words: [String] { get }
  /// What was typed into a shell.
  var commands: [String] { get }
  var figures: [ReportFigure] { get }
  /// Pictures that were logged.
  var strips: [ImageStrip] { get }
  /// Sequences with what is wrong in them.
  var passages: [MarkedPassage] { get }
  var tables: [DataTable] { get }
}

/// A section of a report of one run.
protocol RunSection: ReportSection {
  /// Nil where the run has nothing to show there.
  ///
  /// - Throws: `EventError` where the run cannot be read, `PlotError` where a figure cannot be
  ///   drawn.
  init?(_ run: ReportedRun) throws
}

extension ReportSection {
  var words: [String] { [] }
  var commands: [String] { [] }
  var figures: [ReportFigure] { [] }
  var strips: [ImageStrip] { [] }
  var passages: [MarkedPassage] { [] }
  var tables: [DataTable] { [] }

  var id: String { Self.id }
  var title: String { Self.title }

  /// The section as HTML: only its title shows until a reader opens it.
  func html(_ templates: Templates) throws -> String {
    let figures = figures
    return templates.render(
      "section.mustache",
      SectionContent(
        id: id, title: title, words: words, commands: commands,
        hasFigures: !figures.isEmpty,
        figures: try figures.map { try $0.content(templates) },
        strips: strips.map { strip in
          SectionContent.Strip(
            caption: strip.caption,
            frames: strip.frames.map {
              SectionContent.Frame(caption: $0.caption, source: $0.source, width: $0.width)
            })
        },
        passages: passages,
        tables: tables.map { $0.html(templates) }))
  }
}

/// What `section.mustache` names.
private struct SectionContent {
  struct Frame {
    var caption: String
    var source: String
    var width: Int
  }

  struct Strip {
    var caption: String
    var frames: [Frame]
  }

  var id: String
  var title: String
  var words: [String]
  var commands: [String]
  var hasFigures: Bool
  var figures: [ReportFigure.Content]
  var strips: [Strip]
  var passages: [MarkedPassage]
  var tables: [String]
}
