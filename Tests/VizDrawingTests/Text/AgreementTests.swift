import Foundation
import Testing
import VizBase

@testable import VizDrawing

/// The four kinds of files put every mark in the same place, as two foreign readers see them.
@Suite struct AgreementTests {
  static let scale = 4.0

  /// Parts of ``Samples/rich()`` with one mark each.
  static let marks: [(String, Rect)] = [
    ("curve", Rect(x: 110, y: 15, width: 90, height: 65)),
    ("dashes", Rect(x: 205, y: 35, width: 100, height: 20)),
    ("circle", Rect(x: 315, y: 15, width: 70, height: 62)),
    ("angle", Rect(x: 315, y: 80, width: 80, height: 50)),
    ("semibold text", Rect(x: 10, y: 95, width: 170, height: 35)),
    ("italic text", Rect(x: 185, y: 95, width: 125, height: 35)),
    ("number", Rect(x: 60, y: 145, width: 140, height: 35)),
    ("heatmap", Rect(x: 205, y: 140, width: 110, height: 80)),
    ("spaces", Rect(x: 5, y: 200, width: 190, height: 30)),
    ("right to left", Rect(x: 200, y: 235, width: 200, height: 40)),
  ]

  @Test func allKindsAgree() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "vizbp-agreement-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let picture = Samples.rich()
    let expected = try Bitmap(png: picture.png(scale: Self.scale))

    // The reader of live text needs the fonts, as a browser would get them from the page.
    for cut in Font.Cut.allCases {
      try Data(Base64.decode(FontData.openType(cut)))
        .write(to: folder.appending(path: "\(cut.rawValue).otf"))
    }
    let fonts = folder.appending(path: "fonts.conf")
    try Data(
      """
      <?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
      <include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>\(folder.path)</dir>
      <cachedir>\(folder.path)/cache</cachedir></fontconfig>
      """.utf8
    ).write(to: fonts)

    try Data(picture.svg().utf8).write(to: folder.appending(path: "live.svg"))
    try Data(picture.svg(text: .outlines).utf8).write(to: folder.appending(path: "outlines.svg"))
    try Data(picture.pdf()).write(to: folder.appending(path: "picture.pdf"))
    for name in ["live", "outlines"] {
      try run(
        "rsvg-convert", package: "librsvg2-bin",
        ["-z", "\(Int(Self.scale))", "\(name).svg", "-o", "\(name).png"], in: folder,
        fonts: fonts)
    }
    try run(
      "pdftoppm", package: "poppler-utils",
      ["-r", "\(Int(72 * Self.scale))", "-png", "-singlefile", "picture.pdf", "pdf"],
      in: folder, fonts: fonts)

    for name in ["live", "outlines", "pdf"] {
      let bytes = [UInt8](try Data(contentsOf: folder.appending(path: "\(name).png")))
      let bitmap = try Bitmap(png: bytes)
      #expect(bitmap.width == expected.width && bitmap.height == expected.height, "\(name)")
      for (mark, part) in Self.marks {
        let a = try #require(expected.ink(in: part, scale: Self.scale), "\(mark)")
        let b = try #require(bitmap.ink(in: part, scale: Self.scale), "\(mark) in \(name)")
        let apart = max(
          abs(a.minX - b.minX), abs(a.maxX - b.maxX), abs(a.minY - b.minY), abs(a.maxY - b.maxY))
        #expect(apart <= 0.75, "\(mark) in \(name): \(a) and \(b)")
      }
      // Cells are sharp and in place: compare the middle of each.
      for row in 0..<6 {
        for column in 0..<8 {
          let x = Int((225 + 10 * Double(column)) * Self.scale)
          let y = Int((155 + 10 * Double(row)) * Self.scale)
          #expect(abs(expected.gray(x, y) - bitmap.gray(x, y)) < 0.02, "cell in \(name)")
        }
      }
    }
  }

  private func run(
    _ tool: String, package: String, _ arguments: [String], in folder: URL, fonts: URL
  ) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .merging(["FONTCONFIG_FILE": fonts.path]) { $1 }
    try process.run()
    process.waitUntilExit()
    try #require(
      process.terminationStatus != 127, "\(tool) is missing: apt-get install \(package)")
    try #require(process.terminationStatus == 0, "\(tool) failed")
  }
}
