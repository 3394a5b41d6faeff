import Foundation
import Testing
import VizBase
import VizTestSupport

@testable import VizDrawing

@Suite struct PictureWritingTests {
  @Test(arguments: [
    ("svg", "<svg"), ("png", "\u{89}PNG"), ("pdf", "%PDF"), ("tex", "%"), ("gif", "GIF8"),
    ("webp", "RIFF"), ("SVG", "<svg"),
  ])
  func theEndingSaysWhatIsWritten(ending: String, start: String) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.picture.\(ending)"
    try Samples.rich().write(to: path)
    let bytes = try Data(contentsOf: URL(filePath: path))
    #expect(bytes.starts(with: start.unicodeScalars.map { UInt8($0.value) }), "\(ending)")
    try Samples.rich().write(to: URL(filePath: path))
    #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
  }

  @Test func pixelsHaveAScale() throws {
    let folder = try TemporaryFolder()
    let picture = Samples.rich()
    try picture.write(to: folder.path + "/a.png", scale: 2)
    #expect(
      try Array(Data(contentsOf: URL(filePath: folder.path + "/a.png"))) == picture.png(scale: 2))
  }

  @Test(arguments: ["a.docx", "svg", ".svg", "a.svg/", "a.html", ""])
  func otherEndingsAreRefused(name: String) throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: DrawingError.self) {
      try Samples.rich().write(to: "\(folder.path)/\(name)")
    }
    if name != "a.svg/" {
      #expect(error?.kind == .ending && error?.kind.cause == .request)
      #expect(error?.message.contains(".svg, .png, .pdf, .tex, .gif or .webp") == true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func aFolderThatIsNotThereIsNamed() {
    let error = #expect(throws: DrawingError.self) {
      try Samples.rich().write(to: "/nowhere/at/all/a.svg")
    }
    #expect(error?.kind == .cannotCreate && error?.location?.file == "/nowhere/at/all/a.svg")
  }

  @Test func filmsAreWrittenPageByPage() throws {
    let folder = try TemporaryFolder()
    let pictures = [Samples.rich(), Samples.rich()]
    try Animation(pictures).write(to: folder.path + "/film.pdf")
    #expect(
      try Array(Data(contentsOf: URL(filePath: folder.path + "/film.pdf"))) == Picture.pdf(pictures)
    )
    try Animation(pictures).write(to: folder.path + "/film.gif")
    #expect(
      try Array(Data(contentsOf: URL(filePath: folder.path + "/film.gif")))
        == Animation(pictures).gif())
    #expect(throws: DrawingError.self) {
      try Animation(pictures).write(to: folder.path + "/film.png")
    }
  }
}
