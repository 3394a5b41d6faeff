public import Foundation
import VizBase

// Files: the ending of a path says what is written, and a failure leaves what was there.

extension Picture {
  /// Writes the picture as the ending says: `.svg`, `.png`, `.pdf`, `.tex`, `.gif` or `.webp`.
  ///
  /// - Parameters:
  ///   - path: Where to; a file that is there is replaced as soon as the new one is whole.
  ///   - scale: Pixels a point, where the file is one of pixels.
  /// - Throws: ``DrawingError`` where the ending is another, the picture cannot be drawn, or the file
  ///   cannot be written.
  public func write(to path: String, scale: Double = 1) throws(DrawingError) {
    let kind = try OutputKind(ofFile: path, among: OutputKind.ofPictures)
    try Self.write(bytes(as: kind, scale: scale), to: path)
  }

  /// Writes the picture as ``write(to:scale:)-(String,_)`` does, but what others make of it for TeX.
  package func write(to path: String, scale: Double, tex: () throws -> [UInt8]) throws {
    let kind = try OutputKind(ofFile: path, among: OutputKind.ofPictures)
    try Self.write(kind == .tex ? tex() : bytes(as: kind, scale: scale), to: path)
  }

  /// Writes the picture to a file.
  public func write(to url: URL, scale: Double = 1) throws(DrawingError) {
    try write(to: url.path, scale: scale)
  }

  /// The file of a kind; throws ``DrawingError`` where the kind is none of pictures.
  package func bytes(
    as kind: OutputKind, scale: Double = 1, text: SVGText = .live, embedFont: Bool = false,
    idPrefix: String? = nil
  ) throws(DrawingError) -> [UInt8] {
    switch kind {
    case .png: try png(scale: scale)
    case .pdf: try pdf()
    case .tex: try tex()
    case .gif: try Animation([self]).gif(scale: scale)
    case .webp: try Animation([self]).webp(scale: scale)
    case .svg:
      Array(try svg(text: text, embedFont: embedFont, idPrefix: idPrefix).utf8)
    case .html, .dot: throw DrawingError(.scene, "A picture cannot be written as \(kind).")
    }
  }

  /// The file that has a picture for each step; throws ``DrawingError`` where the kind has one alone.
  package static func bytes(
    ofSteps pictures: [Picture], as kind: OutputKind, scale: Double = 1, embedFont: Bool = false
  ) throws(DrawingError) -> [UInt8] {
    switch kind {
    case .pdf: try pdf(pictures)
    case .tex: try beamer(pictures)
    case .gif: try Animation(pictures).gif(scale: scale)
    case .webp: try Animation(pictures).webp(scale: scale)
    case .svg: Array(try Animation(pictures).svg(embedFont: embedFont).utf8)
    case .png, .dot, .html:
      throw DrawingError(.scene, "A file of this kind holds one picture.")
    }
  }

  /// Writes several pictures as the ending says, and as they are shown one after the other.
  static func write(
    steps pictures: [Picture], to path: String, scale: Double
  ) throws(DrawingError) {
    let kind = try OutputKind(ofFile: path, among: OutputKind.ofSteps)
    try write(bytes(ofSteps: pictures, as: kind, scale: scale), to: path)
  }

  /// Writes a file whole or not at all.
  package static func write(_ bytes: [UInt8], to path: String) throws(DrawingError) {
    do {
      try WholeFile.write(bytes, to: path)
    } catch {
      throw DrawingError(
        error.step == .creating ? .cannotCreate : .notWritten, error.reason.words, at: path)
    }
  }
}

extension Animation {
  /// Writes the pictures as the ending says: an animation (`.gif`, `.webp`, `.svg`), the pages of a
  /// `.pdf`, or the overlays of a frame of Beamer (`.tex`).
  ///
  /// - Parameters:
  ///   - path: Where to; a file that is there is replaced as soon as the new one is whole.
  ///   - scale: Pixels a point, where the file is one of pixels.
  /// - Throws: ``DrawingError`` where the ending is another, a picture cannot be drawn, or the file
  ///   cannot be written.
  public func write(to path: String, scale: Double = 1) throws(DrawingError) {
    try Picture.write(steps: pictures, to: path, scale: scale)
  }

  /// Writes the pictures to a file.
  public func write(to url: URL, scale: Double = 1) throws(DrawingError) {
    try write(to: url.path, scale: scale)
  }
}
