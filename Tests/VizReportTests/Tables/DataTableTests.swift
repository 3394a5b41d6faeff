import Testing
import VizEvents
import VizStatistics
import VizTrace

@testable import VizReport

@Suite struct DataTableTests {
  private static let table = DataTable(
    caption: "<caption>", columns: [.words("node"), .number("norm")],
    rows: [
      [.words("a", link: "#a"), .number(0.5)], [.words("long & longer"), .number(nil)],
      [.words("b"), .number(.nan)],
    ], note: "a note", isSortable: true)

  @Test func onATerminalColumnsAreAsWideAsTheirWidestCell() {
    #expect(
      Self.table.text == """
        node           norm
        a               0.5
        long & longer     –
        b               NaN

        """)
    var nameless = Self.table
    nameless.columns = [.words(""), .words("")]
    #expect(nameless.text.hasPrefix("a              0.5\n"))
    #expect(DataTable(columns: []).text == "")
  }

  @Test func onAPageCellsHaveTheirLinksAndKeys() {
    let html = Self.table.html(Templates())
    #expect(
      html.contains("<table class=\"sortable measures\">\n<caption>&lt;caption&gt;</caption>"))
    #expect(
      html.contains("<th scope=\"col\">node</th><th scope=\"col\" class=\"number\">norm</th>"))
    #expect(
      html.contains(
        "<tr><th scope=\"row\"><a href=\"#a\">a</a></th>"
          + "<td data-sort=\"0.5\">0.5</td></tr>"))
    #expect(html.contains("<th scope=\"row\">long &amp; longer</th>"))
    #expect(html.contains("<td data-sort=\"\">–</td>"))
    #expect(html.contains("<td data-sort=\"\">NaN</td>"))
    #expect(html.contains("<p class=\"note\">a note</p>"))
    var plain = Self.table
    (plain.isSortable, plain.note) = (false, nil)
    let unsorted = plain.html(Templates())
    #expect(!unsorted.contains("sortable") && !unsorted.contains("data-sort"))
    #expect(!unsorted.contains("class=\"note\""))
  }

  /// That a cell is a number is said once for all where it is so of all in their places.
  @Test func cellsAreMarkedWhereTheirTableDoesNotSayWhatTheyAre() {
    var table = Self.table
    table.isSortable = false
    table.columns[0].isNumber = true
    #expect(table.html(Templates()).contains("<table class=\"measures by-number\">"))
    table.columns = [.words("node"), .number("norm"), .words("why")]
    table.rows = [[.words("a"), .number(0.5), .words("b")]]
    let html = table.html(Templates())
    #expect(html.contains("<table>\n"))
    #expect(html.contains("<td class=\"number\">0.5</td><td>b</td>"))
  }

  @Test func seriesAreColumnsAndTheirStepsRows() {
    let table = DataTable(
      [
        MetricSeries(name: "loss", steps: [0, 1, 2, 3], values: [8, 4, 2, 1]),
        MetricSeries(name: "accuracy", steps: [1, 3], values: [0.5, 0.75]),
      ], caption: "by step")
    #expect(table.columns.map(\.name) == ["step", "loss", "accuracy"])
    #expect(table.rows.map { $0.map(\.text) } == [["1", "4", "0.5"], ["3", "1", "0.75"]])
    #expect(table.note == "2 of 4 steps; the run's log has all.")
  }

  @Test func statisticsAreOneRowAStep() {
    let columns = StatisticsColumns([
      Statistics(of: [3, 0, -4, 0]), nil, Statistics(of: [1, 1]),
    ])
    let table = DataTable(columns, steps: [0, 5, 10], most: 12, caption: "value of w")
    #expect(table.columns.map(\.name) == ["step", "mean", "std", "min", "max", "norm"])
    #expect(table.rows.map { $0[0].text } == ["0", "10"])
    #expect(table.rows.first?.dropFirst(3).map(\.text) == ["−4", "3", "5"])
    #expect(columns.row(at: 0)?.zeros == 0.5 && columns.row(at: 1) == nil)
    #expect(columns.row(at: -1) == nil && columns.row(at: 3) == nil)
    #expect(columns.last?.mean == 1)
    #expect(DataTable.Statistic.zeros.cell(columns.row(at: 0)).text == "50")
    #expect(DataTable.Statistic.norm.cell(nil).text == "–")
    #expect(DataTable.Statistic.norm.column(of: "gradient").name == "gradient norm")
  }
}
