import Foundation
import VizBP

/// A figure of one's own, written as all kinds of files: a heatmap beside curves.
@main
enum OwnFigure {
  static func main() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vizbp-figure-\(ProcessInfo.processInfo.processIdentifier)"
    ).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }

    let rates = [0.001, 0.01, 0.1]
    let sizes = [8, 32, 128]
    let losses = [[0.61, 0.42, 0.35], [0.18, 0.09, 0.12], [0.31, 0.74, 1.4]]
    let table = Figure.heatmap(
      losses, rows: rates.map { "\($0)" }, columns: sizes.map { "\($0)" },
      title: "The best rate is 0.01 at every size", x: "units", y: "learning rate", label: "loss")
    for ending in ["svg", "png", "pdf", "tex"] {
      try table.write(to: "\(folder)/table.\(ending)", theme: .dark, scale: 2)
    }

    let curves = Figure(
      title: "Loss by size",
      panels: [
        Panel(
          x: Axis("units", scale: .log), y: Axis("loss"),
          marks: zip(rates, losses).enumerated().map { index, row in
            .line(
              LineMark(
                x: sizes.map(Double.init), y: row.1, tone: .category(index),
                label: "rate \(row.0)"))
          })
      ])
    // Two figures of one size are the pages of one file.
    let pictures = [try curves.picture(theme: .light), try curves.picture(theme: .print)]
    try Animation(pictures).write(to: "\(folder)/both.pdf")

    // The rest is for the check that runs the examples.
    let pdf = try Data(contentsOf: URL(filePath: "\(folder)/both.pdf"))
    guard pdf.starts(with: Data("%PDF".utf8)) else {
      throw Unexpected(what: "a file that is no PDF")
    }
    guard try table.picture().svg().contains(">0.42<") else {
      throw Unexpected(what: "a table without its numbers")
    }
    do {
      try table.write(to: "\(folder)/table.docx")
      throw Unexpected(what: "an ending that nobody knows")
    } catch let error as DrawingError {
      print(
        "ownfigure: \(try FileManager.default.contentsOfDirectory(atPath: folder).count) files;",
        error.kind)
    }
  }
}

struct Unexpected: Error {
  var what: String
}
