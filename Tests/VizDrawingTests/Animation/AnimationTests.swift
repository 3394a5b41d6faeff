import CGif
import CWebP
import Foundation
import Testing

@testable import VizDrawing

@Suite struct AnimationTests {
  /// A square that jumps over shades of grey, of which there are more than a GIF has colours for.
  private static func pictures(_ count: Int = 3) -> [Picture] {
    (0..<count).map { step in
      var picture = Picture(
        size: Size(width: 60, height: 40), title: "Jump", summary: "Step \(step).")
      picture.fill(
        .rect(Rect(x: 0, y: 0, width: 60, height: 40)), with: Paint(Color(0xffffff)))
      for shade in 0..<600 {
        let color = Color(
          UInt32(shade % 255) << 16 | UInt32(shade * 7 % 251) << 8 | UInt32(shade / 4))
        picture.fill(
          .rect(Rect(x: Double(shade % 60), y: Double(shade / 60), width: 1, height: 1)),
          with: Paint(color))
      }
      picture.beginGroup(Group(id: "card-0", kind: "card", title: "at \(step)"))
      picture.fill(
        .rect(Rect(x: Double(10 * step), y: 20, width: 8, height: 8)),
        with: Paint(Color(0xc2321f), name: "gradient"))
      picture.endGroup()
      return picture
    }
  }

  /// A GIF's frames as giflib reads them, each with what was below it.
  private static func frames(of gif: [UInt8]) throws -> (delays: [Int], frames: [[UInt32]]) {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).gif")
    try Data(gif).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var code: Int32 = 0
    let read = try #require(DGifOpenFileName(file.path, &code))
    defer { DGifCloseFile(read, nil) }
    try #require(DGifSlurp(read) == GIF_OK)
    let (width, height) = (Int(read.pointee.SWidth), Int(read.pointee.SHeight))
    let map = try #require(read.pointee.SColorMap)
    var screen = [UInt32](repeating: 0, count: width * height)
    var frames: [[UInt32]] = []
    var delays: [Int] = []
    for index in 0..<Int(read.pointee.ImageCount) {
      let image = read.pointee.SavedImages[index]
      #expect(image.ImageDesc.ColorMap == nil)
      var control = GraphicsControlBlock()
      control.TransparentColor = NO_TRANSPARENT_COLOR
      DGifSavedExtensionToGCB(read, Int32(index), &control)
      delays.append(Int(control.DelayTime))
      let columns = Int(image.ImageDesc.Width)
      for offset in 0..<(columns * Int(image.ImageDesc.Height)) {
        let value = image.RasterBits[offset]
        guard Int32(value) != control.TransparentColor else { continue }
        let color = map.pointee.Colors[Int(value)]
        let x = Int(image.ImageDesc.Left) + offset % columns
        let y = Int(image.ImageDesc.Top) + offset / columns
        screen[y * width + x] =
          UInt32(color.Red) << 16 | UInt32(color.Green) << 8 | UInt32(color.Blue)
      }
      frames.append(screen)
    }
    return (delays, frames)
  }

  @Test func aGIFShowsEveryPicture() throws {
    let pictures = Self.pictures()
    let (delays, frames) = try Self.frames(of: try Animation(pictures).gif())
    #expect(delays == [160, 160, 400])
    for (picture, frame) in zip(pictures, frames) {
      let bitmap = try Bitmap(png: picture.png())
      #expect(frame.count == bitmap.pixels.count)
      for (index, pixel) in bitmap.pixels.enumerated() {
        // What covers much stays exactly as it is; shades are near.
        if index >= 60 * 10 {
          #expect(frame[index] == pixel & 0xff_ffff)
        } else {
          for shift: UInt32 in [0, 8, 16] {
            let (a, b) = (Int(frame[index] >> shift & 255), Int(pixel >> shift & 255))
            #expect(abs(a - b) < 60, "\(index)")
          }
        }
      }
    }
    // The shades do not change where nothing moves.
    #expect(frames[0][..<600] == frames[2][..<600])
  }

  @Test func aGIFOfOnePictureStands() throws {
    let gif = try Animation([Samples.rich()]).gif(scale: 2)
    #expect(gif.starts(with: Array("GIF89a".utf8)))
    #expect(!String(decoding: gif, as: Unicode.ASCII.self).contains("NETSCAPE"))
    #expect(try Self.frames(of: gif).frames.count == 1)
  }

  @Test func aWebPShowsEveryPicture() throws {
    let pictures = Self.pictures()
    let webp = try Animation(pictures).webp()
    #expect(webp.starts(with: Array("RIFF".utf8)))
    var bytes = webp
    let (count, loops, sizes) = try bytes.withUnsafeMutableBytes { buffer in
      var data = WebPData(
        bytes: buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), size: buffer.count)
      let mux = try #require(WebPMuxCreate(&data, 0))
      defer { WebPMuxDelete(mux) }
      var count: Int32 = 0
      WebPMuxNumChunks(mux, WEBP_CHUNK_ANMF, &count)
      var parameters = WebPMuxAnimParams()
      WebPMuxGetAnimationParams(mux, &parameters)
      var (width, height): (Int32, Int32) = (0, 0)
      WebPMuxGetCanvasSize(mux, &width, &height)
      return (count, parameters.loop_count, [width, height])
    }
    #expect(count == 3 && loops == 0 && sizes == [60, 40])
    let still = try Animation([pictures[0]]).webp(scale: 2)
    #expect(!still.contains(subsequence: Array("ANIM".utf8)))
  }

  @Test func anSVGMovesWithoutAScript() throws {
    let svg = try Animation(Self.pictures()).svg(idPrefix: "")
    #expect(svg.hasPrefix("<svg") && !svg.contains("<script"))
    #expect(svg.contains("prefers-reduced-motion:no-preference"))
    // What all pictures have is there once, and what moves once for each place.
    #expect(svg.components(separatedBy: "fill=\"#ffffff\"").count == 2)
    #expect(svg.components(separatedBy: "fill=\"#c2321f\"").count == 4)
    // Where nothing moves, the last picture stands.
    #expect(svg.components(separatedBy: "visibility=\"hidden\"").count == 3)
    #expect(
      svg.contains(
        "@keyframes show-2{0%{visibility:hidden}22.222222%{visibility:visible}44.444444%{visibility:hidden}}"
      ))
    // No title tells what comes.
    #expect(svg.contains("<title>at 0</title>") && !svg.contains("<title>at 2</title>"))
  }

  @Test func theSameBytes() throws {
    let animation = try Animation(Self.pictures(4))
    #expect(try animation.gif() == animation.gif())
    #expect(try animation.webp() == animation.webp())
    #expect(try animation.svg() == animation.svg())
    #expect(try Picture.pdf(Self.pictures(4)) == Picture.pdf(Self.pictures(4)))
    #expect(try Picture.beamer(Self.pictures(4)) == Picture.beamer(Self.pictures(4)))
  }

  @Test func picturesAreOfOneSize() throws {
    var other = Self.pictures(1)[0]
    other.size.width += 1
    for pictures in [[], [Self.pictures(1)[0], other]] {
      #expect(throws: DrawingError.self) { try Animation(pictures) }
    }
    #expect(throws: DrawingError.self) { try Animation(Self.pictures()).webp(scale: 400) }
  }
}

extension [UInt8] {
  fileprivate func contains(subsequence other: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: other) }
  }
}
