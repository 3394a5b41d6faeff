import VizBase
import VizTrace

/// Numbers in rows: what stands behind a figure of a page, or on its own.
struct DataTable: Sendable {
  struct Column: Sendable {
    var name: String
    var isNumber: Bool

    static func words(_ name: String) -> Column { Column(name: name, isNumber: false) }
    static func number(_ name: String) -> Column { Column(name: name, isNumber: true) }
  }

  struct Cell: Sendable {
    var text: String
    /// What rows are sorted by; nil for the text.
    var key: Double?
    /// Where on the page the text leads.
    var link: String?

    static func words(_ text: String, link: String? = nil) -> Cell {
      Cell(text: text, key: nil, link: link)
    }

    /// A number with at most four digits; none is a dash.
    static func number(_ number: Double?) -> Cell {
      guard let number else { return Cell(text: "–", key: nil, link: nil) }
      return Cell(text: NumberFormat.plain(number), key: number, link: nil)
    }

    static func count(_ number: Int?) -> Cell {
      guard let number else { return Cell(text: "–", key: nil, link: nil) }
      return Cell(text: NumberFormat.grouped(Double(number)), key: Double(number), link: nil)
    }

    static func step(_ step: Double) -> Cell {
      Cell(text: NumberFormat.grouped(step), key: step, link: nil)
    }
  }

  var caption: String
  /// The first names the rows.
  var columns: [Column]
  var rows: [[Cell]]
  /// What the table leaves out, and where the rest is.
  var note: String?
  /// Whether a click on a heading sorts the rows.
  var isSortable = false

  var content: [String: Any] {
    var content: [String: Any] = [
      "caption": caption, "sortable": isSortable,
      "columns": columns.map { ["name": $0.name, "number": $0.isNumber] as [String: Any] },
      "rows": rows.map { row in
        [
          "cells": zip(columns, row).enumerated().map { place, pair -> [String: Any] in
            var cell: [String: Any] = [
              "first": place == 0, "number": pair.0.isNumber, "text": pair.1.text,
            ]
            cell["link"] = pair.1.link
            if isSortable, pair.0.isNumber {
              // Seven digits sort as well as seventeen.
              cell["key"] = pair.1.key.map { $0.isFinite ? "\(Float($0))" : "" } ?? ""
            }
            return cell
          }
        ]
      },
    ]
    content["note"] = note
    return content
  }
}

extension DataTable {
  /// More rows say no more than the figure, and cost more than it.
  private static let mostRows = 24
  private static let mostColumns = 12

  /// Series over their steps: all of few steps, of many some at even distances, always the first
  /// and the last.
  init(_ series: [MetricSeries], caption: String, steps name: String = "step") {
    let shown = Array(series.prefix(Self.mostColumns))
    let places = shown.map { series in
      Dictionary(
        zip(series.steps, series.values).map { ($0, $1) }, uniquingKeysWith: { _, last in last })
    }
    let all = Set(shown.flatMap(\.steps)).filter(\.isFinite).sorted()
    // Where metrics are logged at different steps, those that most have say most.
    let rarest = Set(shown.min { $0.steps.count < $1.steps.count }?.steps ?? [])
    let common = rarest.count >= 2 ? all.filter(rarest.contains) : all
    let steps = Self.some(of: common, Self.mostRows)
    let namesRuns = Set(shown.map(\.run)).count > 1
    self.init(
      caption: caption,
      columns: [.number(name)]
        + shown.map { series in
          .number(namesRuns ? "\(series.run) \(series.name)" : series.name)
        },
      rows: steps.map { step in [.step(step)] + places.map { .number($0[step]) } })
    var left: [String] = []
    if steps.count < all.count {
      left.append("\(steps.count) of \(NumberFormat.grouped(Double(all.count))) steps")
    }
    if shown.count < series.count { left.append("\(shown.count) of \(series.count) curves") }
    if !left.isEmpty { note = left.joined(separator: ", ") + "; the run's log has all." }
  }

  /// Some of many at even distances, with the first and the last.
  static func some<Element>(of all: [Element], _ most: Int) -> [Element] {
    guard all.count > most, most > 1 else { return all }
    return (0..<most).map { all[$0 * (all.count - 1) / (most - 1)] }
  }
}
