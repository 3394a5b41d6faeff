import Testing
import VizBase

@testable import VizDrawing

@Suite struct PicturePNGTests {
  func blank(_ width: Double, _ height: Double) -> Picture {
    Picture(size: Size(width: width, height: height), title: "", summary: "")
  }

  @Test func hasTheSizeThatWasAskedFor() throws {
    for (scale, width, height) in [(1.0, 31, 20), (2, 61, 40), (0.1, 4, 2)] {
      let bitmap = try Bitmap(png: blank(30.5, 20).png(scale: scale))
      #expect(bitmap.width == width)
      #expect(bitmap.height == height)
      #expect(bitmap.pixels.allSatisfy { $0 == 0 }, "nothing drawn is transparent")
    }
  }

  @Test func coloursArriveUnchanged() throws {
    var picture = blank(4, 1)
    for (x, color) in [Color(0x0b7a4b), Color(0xc2321f, alpha: 0.5), Color(0xffffff)].enumerated() {
      picture.fill(.rect(Rect(x: Double(x), y: 0, width: 1, height: 1)), with: Paint(color))
    }
    let bitmap = try Bitmap(png: picture.png())
    #expect(bitmap.pixels[0] == 0xff0b_7a4b)
    #expect(bitmap.pixels[1] >> 24 == 0x80)
    #expect(abs(Int(bitmap.pixels[1] >> 16 & 255) - 0xc2 / 2) <= 1)
    #expect(bitmap.pixels[2] == 0xffff_ffff)
    #expect(bitmap.pixels[3] == 0)
  }

  /// More colours than a palette holds, with alpha and without.
  @Test(arguments: [1.0, 0.4])
  func manyColoursArriveUnchanged(alpha: Double) throws {
    let cells = (0..<1024).map {
      Color(red: Double($0 % 32) / 31, green: Double($0 / 32) / 31, blue: 0.2, alpha: alpha)
    }
    let raster = try #require(Raster(columns: 32, rows: 32, cells: cells))
    var picture = blank(32, 32)
    picture.image(raster, in: Rect(x: 0, y: 0, width: 32, height: 32))
    let bitmap = try Bitmap(png: picture.png())
    for (pixel, cell) in zip(bitmap.pixels, cells) {
      #expect(abs(Double(pixel >> 16 & 255) - cell.red * alpha * 255) <= 1.01)
      #expect(abs(Double(pixel >> 8 & 255) - cell.green * alpha * 255) <= 1.01)
      #expect(pixel >> 24 == (alpha == 1 ? 255 : 102))
    }
  }

  @Test func cellsOfAHeatmapAreSharp() throws {
    let raster = try #require(
      Raster(columns: 2, rows: 1, cells: [Color(0x000000), Color(0xff0000)]))
    var picture = blank(20, 10)
    picture.image(raster, in: Rect(x: 0, y: 0, width: 20, height: 10))
    let bitmap = try Bitmap(png: picture.png())
    #expect(Set(bitmap.pixels) == [0xff00_0000, 0xffff_0000])
    #expect(bitmap.pixels[9] == 0xff00_0000)
    #expect(bitmap.pixels[10] == 0xffff_0000)
  }

  @Test func tooLargeSaysWhatFits() {
    #expect(
      throws: DrawingError(
        .tooManyPixels,
        "A PNG of 40000 × 100 pixels is too large; at most 32767 a side and 100000000 in all fit."
          + " A scale of 0.81 would do.")
    ) { try blank(40_000, 100).png() }
    #expect(
      throws: DrawingError(
        .tooManyPixels,
        "A PNG of 26000 × 9400 pixels is too large; at most 32767 a side and 100000000 in all fit."
          + " A scale of 12 would do.")
    ) { try blank(1300, 470).png(scale: 20) }
  }

  @Test func advisedScalesFit() throws {
    for (width, height) in [(1_000_000.0, 1.0), (999_999, 999_999), (33_000, 33_000)] {
      let error = #expect(throws: DrawingError.self) { try blank(width, height).png() }
      let words = error?.description.split(separator: " ") ?? []
      let index = try #require(words.lastIndex(of: "of"))
      let scale = try #require(Double(words[index + 1]))
      #expect(scale > 0)
      #expect((width * scale).rounded(.up) <= 32_767)
      #expect((height * scale).rounded(.up) * (width * scale).rounded(.up) <= 1e8)
    }
  }

  @Test(arguments: [0, -1, .nan, .infinity] as [Double])
  func impossibleScalesAndSizes(number: Double) {
    #expect(
      throws: DrawingError(.scale, "A scale must be greater than 0; \(number) is not.")
    ) { try blank(10, 10).png(scale: number) }
    let sentence =
      "A picture of \(number) × 10.0 points cannot be drawn; both sides must be greater than 0"
      + " and at most 1000000."
    let picture = blank(number, 10)
    #expect(throws: DrawingError(.size, sentence)) { try picture.png() }
    #expect(throws: DrawingError(.size, sentence)) { try picture.pdf() }
    #expect(throws: DrawingError(.size, sentence)) { try picture.svg() }
    #expect(throws: DrawingError(.size, sentence)) { try picture.svg(text: .outlines) }
  }
}
