import VizBase

/// How the numbers are written of which one place on a picture has no room for all their digits: shorter there,
/// and so everywhere, since one quantity has one rounding.
struct Roundings: Sendable, Equatable {
  /// The shorter text of each that some place has no room for.
  private var shorter: [String: String] = [:]

  /// No number is known to be too long.
  init() {}

  /// A text as it is written everywhere on the picture.
  func text(_ whole: String) -> String {
    var text = whole
    while let next = shorter[text], next.count < text.count { text = next }
    return text
  }

  /// The ways to write a number, from the one that it has everywhere on the picture to the shortest.
  func texts(of number: Double, _ numbers: NumberFormat) -> [String] {
    texts([numbers.text(number), NumberFormat.compact(number), NumberFormat.tight(number)])
  }

  /// The same of a tensor's norm.
  func texts(ofNorm norm: Double) -> [String] {
    texts([NumberFormat.measure(norm), NumberFormat.tightMeasure(norm)])
  }

  private func texts(_ forms: [String]) -> [String] {
    guard let whole = forms.first else { return forms }
    let text = text(whole)
    return [text] + forms.dropFirst().filter { $0.count < text.count }
  }

  /// Remembers which of a number's texts a place had room for.
  mutating func remember(_ text: String, of texts: [String]) {
    guard let longest = texts.first, text.count < longest.count else { return }
    shorter[longest] = text
  }

  /// The first of a number's texts that fits, the last where none does; which is remembered.
  mutating func fitting(_ texts: [String], where fits: (String) -> Bool) -> String {
    let text = texts.first(where: fits) ?? texts.last ?? ""
    remember(text, of: texts)
    return text
  }
}
