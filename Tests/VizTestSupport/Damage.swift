/// The marks that JSON is made of.
public let jsonMarks = #"0123456789-+.eE"[]{},:\tfnN"#

/// Damages a text once: flips a bit, drops, doubles or exchanges a piece, or sets a mark.
///
/// - Parameters:
///   - sources: Texts whose pieces may take the place of others.
///   - marks: ASCII characters that mean something in the text's language.
public func damage(
  _ bytes: inout [UInt8], with sources: [[UInt8]], marks: String,
  using random: inout some RandomNumberGenerator
) {
  func range(_ bytes: [UInt8]) -> Range<Int> {
    let start = Int.random(in: 0...bytes.count, using: &random)
    return start..<Swift.min(bytes.count, start + Int.random(in: 0...40, using: &random))
  }
  let part = range(bytes)
  switch Int.random(in: 0..<5, using: &random) {
  case 0:
    guard let index = bytes.indices.randomElement(using: &random) else { return }
    bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
  case 1: bytes.removeSubrange(part)
  case 2: bytes.insert(contentsOf: bytes[part], at: part.lowerBound)
  case 3:
    let other = sources.randomElement(using: &random) ?? []
    bytes.replaceSubrange(part, with: other[range(other)])
  default:
    guard let index = bytes.indices.randomElement(using: &random) else { return }
    bytes[index] = Array(marks.utf8).randomElement(using: &random) ?? 0
  }
}
