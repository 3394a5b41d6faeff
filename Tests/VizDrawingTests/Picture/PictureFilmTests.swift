import Testing
import VizTestSupport

@testable import VizDrawing

@Suite struct PictureFilmTests {
  /// Random numbers with a seed.
  struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var z = state
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
  }

  static let labels = Samples.hostile.filter { $0.utf8.count < 100 }

  /// A scene whose groups hold this and that, and differ from picture to picture.
  static func picture(_ dice: inout Dice) -> Picture {
    var picture = Picture(
      size: Size(width: 300, height: 200), title: "film",
      summary: "loss = \(Int.random(in: 0..<3, using: &dice))\nand more")
    picture.fill(.rect(Rect(x: 0, y: 0, width: 300, height: 200)), with: Paint(Color(0xffffff)))
    for group in 0..<4 {
      picture.beginGroup(
        Group(
          id: "card-\(group)", kind: "card",
          title: group == 3 ? nil : "card \(Int.random(in: 0..<4, using: &dice))"))
      for _ in 0..<Int.random(in: 0..<3, using: &dice) {
        let x = Double.random(in: -30...300, using: &dice)
        picture.stroke(
          .polyline([Point(x: x, y: 10), Point(x: x, y: 60)]),
          with: Stroke(
            Paint(Color(0x123456), name: Bool.random(using: &dice) ? "wire" : "alarm"),
            width: Double.random(in: 0.9...4, using: &dice),
            dash: Bool.random(using: &dice) ? [0.01, 5] : [], cap: .round))
      }
      if Bool.random(using: &dice) {
        var bars = Path()
        for bar in 0..<(Bool.random(using: &dice) ? 30 : 1) {
          let top = 90 - Double.random(in: 0...36, using: &dice)
          let x = Double(bar) * 3.2
          for (index, point) in [(x, 90), (x, top), (x + 2.7, top), (x + 2.7, 90)].enumerated() {
            let point = Point(x: point.0, y: point.1)
            if index == 0 { bars.move(to: point) } else { bars.line(to: point) }
          }
          bars.close()
        }
        picture.fill(bars, with: Paint(Color(0x0b7a4b), name: "value"))
      }
      for _ in 0..<Int.random(in: 1..<4, using: &dice) {
        let label = Self.labels.randomElement(using: &dice) ?? ""
        picture.text(
          Bool.random(using: &dice) ? label : "\(Int.random(in: -999...999, using: &dice))",
          font: Font(size: Double.random(in: 9...13, using: &dice)), paint: Samples.ink,
          at: Point(x: Double.random(in: 0...9000, using: &dice), y: 40),
          anchor: [.start, .middle, .end].randomElement(using: &dice) ?? .start)
      }
      picture.endGroup()
    }
    return picture
  }

  static func page(_ picture: Picture) throws -> FilmReader {
    var writer = SVGWriter(picture, idPrefix: "")
    let svg = try writer.write(SVGWriter.parts(of: picture, .film))
    return FilmReader(svg: String(decoding: svg, as: UTF8.self))
  }

  /// What the tracks make of the SVG of one picture is each of the others, to the letter.
  @Test(arguments: 1...25 as ClosedRange<UInt64>)
  func showsEveryPicture(seed: UInt64) throws {
    var dice = Dice(state: seed)
    let pictures = (0..<6).map { _ in Self.picture(&dice) }
    let film = try PictureFilm(pictures)
    for base in [0, 3, 5] {
      let svg = try film.svg(at: base)
      #expect(FilmReader(svg: svg).shown == (try Self.page(pictures[base])).elements)
      let frames = FilmReader(svg: svg).frames(film.tracks(from: base), count: pictures.count)
      for (frame, picture) in zip(frames, pictures) {
        #expect(frame.shown.lined == (try Self.page(picture)).elements.lined)
      }
    }
  }

  @Test func oneTrackTellsOneChange() throws {
    func picture(_ height: Double, _ text: String) -> Picture {
      var picture = Picture(size: Size(width: 10, height: 10), title: "t", summary: "s")
      picture.fill(.rect(Rect(x: 1, y: 0, width: 2, height: height)), with: Samples.ink)
      picture.text(
        text, font: Font(size: 10), paint: Samples.ink, at: Point(x: 5, y: 5), anchor: .middle)
      return picture
    }
    let film = try PictureFilm([picture(4, "a"), picture(4.5, "b"), picture(3, "b")])
    // In M1 0h2V3h-2Z the number at 3 moves by 2, 1 and -3 halves; the text keeps its place.
    #expect(film.tracks(from: 2) == "2\td\t0.5:e\tdcY\n3\t#\t\ta\tb\t\n")
    #expect(try PictureFilm([picture(1, "a"), picture(1, "a")]).tracks(from: 0).isEmpty)
  }

  @Test func wordsThatAllTextsHaveAreWrittenOnce() throws {
    func picture(_ text: String, _ again: String) -> Picture {
      var picture = Picture(size: Size(width: 10, height: 10), title: "t", summary: "s")
      for text in [text, again] {
        picture.text(
          text, font: Font(size: 10), paint: Samples.ink, at: Point(x: 5, y: 5), anchor: .middle)
      }
      return picture
    }
    let texts = ["norm 1.5 of W", "norm 2 of V", "norm 2 of V", "norm 3 of W"]
    let film = try PictureFilm(texts.map { picture($0, $0) })
    let tracks = film.tracks(from: 0)
    #expect(tracks == "2\t#\t:norm ~ of ~\t\t2~V\t\t3~W\n3\t#\t@0\n")
    let frames = FilmReader(svg: try film.svg(at: 0)).frames(tracks, count: 4)
    #expect(frames.map { $0.elements.suffix(2).map(\.content) } == texts.map { [$0, $0] })
    // A word that means that nothing changes, or that all is gone, and one that stands for others.
    for texts in [["a ", "b "], ["a", "a -", "b -"], ["a 1~", "a 2~", "a 3~"]] {
      let film = try PictureFilm(texts.map { picture($0, "") })
      let frames = FilmReader(svg: try film.svg(at: 0)).frames(
        film.tracks(from: 0), count: texts.count)
      #expect(frames.map { $0.shown.last?.content } == texts)
    }
  }

  @Test func otherScenesAreRefused() throws {
    func picture(_ id: String, width: Double = 10) -> Picture {
      var picture = Picture(size: Size(width: width, height: 10), title: "t", summary: "s")
      picture.beginGroup(Group(id: id, kind: "card"))
      picture.endGroup()
      return picture
    }
    let empty = Picture(size: Size(width: 10, height: 10), title: "", summary: "")
    for other in [picture("b"), picture("a", width: 11), empty] {
      let error = #expect(throws: DrawingError.self) { try PictureFilm([picture("a"), other]) }
      #expect(error?.kind == .scene)
    }
    #expect(throws: DrawingError.self) { try PictureFilm([]) }
    #expect(throws: DrawingError.self) { try PictureFilm([picture("a")]).svg(at: 1) }
  }

  @Test(arguments: [
    0, 1, -1, 37, -37, 38, -38, 118, 119, 199, -199, 200, -200, 281, 6561, 531_440, -531_440,
  ])
  func numbersComeBack(_ number: Int) throws {
    let text = try #require(TrackNumber.text(number))
    #expect(FilmReader.numbers(in: text + text) == [number, number])
    #expect(text.allSatisfy { !"<>&\"'\\{}`/=\t".contains($0) })
  }

  @Test func numbersThatAreTooLargeAreText() {
    #expect(TrackNumber.text(531_441) == nil)
    #expect(TrackNumber.text(.min) == nil)
    // One moves by a millionth, and the other one by too many.
    #expect(NumberTrack(["1.000001 900000"], from: "1 0") == nil)
    #expect(NumberTrack(["1 2"], from: "1,2") == nil)
  }
}

extension [FilmReader.Element] {
  /// With breaks in titles as spaces, as tracks have them.
  fileprivate var lined: [FilmReader.Element] {
    map { element in
      var element = element
      element.content = String(element.content.map { $0.isNewline || $0 == "\t" ? " " : $0 })
      return element
    }
  }
}
