/// The kind of an output file, which its ending names.
public enum OutputKind: String, Sendable, CaseIterable {
  /// An SVG; of several pictures, one that moves.
  case svg
  /// Pixels, one picture a file.
  case png
  /// Pages, a picture each.
  case pdf
  /// TikZ, which compiles alone; of several pictures, a frame of Beamer with an overlay each.
  case tex
  /// Pixels that move.
  case gif, webp
  /// A page of its own.
  case html
  /// A graph for Graphviz.
  case dot

  /// Those that any picture can be written as.
  public static let ofPictures: [OutputKind] = [.svg, .png, .pdf, .tex, .gif, .webp]
  /// Those that hold a picture for each step.
  public static let ofSteps: [OutputKind] = [.pdf, .tex, .gif, .webp, .svg]
  /// Those in pixels.
  public static let ofPixels: [OutputKind] = [.png, .gif, .webp]

  /// `svg, png or pdf`.
  package static func words(_ kinds: [OutputKind], prefix: String = "") -> String {
    let words = kinds.map { "\(prefix)\($0)" }
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  /// The kind that the ending of a path names, in letters of either case; nil where it names none.
  public init?(ending path: String) {
    let name = path.split(separator: "/").last ?? ""
    // A dot that a name begins with hides the file, and is no ending's.
    guard let dot = name.dropFirst().lastIndex(of: ".") else { return nil }
    self.init(rawValue: name[name.index(after: dot)...].lowercased())
  }

  /// The kind of a file that is written to a path.
  ///
  /// - Throws: ``DrawingError`` unless its ending names one of `kinds`.
  package init(
    ofFile path: String, among kinds: [OutputKind]
  ) throws(DrawingError) {
    guard let kind = OutputKind(ending: path), kinds.contains(kind) else {
      throw DrawingError(
        .ending,
        "The ending does not name a kind of output; these can be written:"
          + " \(Self.words(kinds, prefix: "."))", at: path)
    }
    self = kind
  }
}
