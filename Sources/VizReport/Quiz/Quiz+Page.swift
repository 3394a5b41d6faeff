import VizBase
import VizDrawing

extension Quiz {
  /// How often answers are hashed: so that trying all numbers of three digits takes a while.
  static let rounds = 200

  /// A salted hash of an answer.
  static func hash(_ text: String, salt: String) -> String {
    var hash = ContentHash.sha256(salt + ":" + text)
    for _ in 1..<rounds { hash = ContentHash.sha256(hash + salt) }
    return String(hash.prefix(16))
  }

  /// A text that only who knows the key can read: added to what the key's hashes give, bit by bit.
  static func sealed(_ text: String, key: String, salt: String) -> [Int] {
    let (bytes, own) = (Array(text.utf8), hash("reason:" + key, salt: salt))
    var digits: [UInt8] = []
    var block = 0
    while digits.count < 2 * bytes.count {
      digits += ContentHash.sha256("\(own):\(block)").utf8.prefix(42)
      block += 1
    }
    // Two letters of base64 are twelve bits, more than a byte.
    return bytes.enumerated().map { index, byte in
      let mask = 31 * Int(digits[2 * index]) + 7 * Int(digits[2 * index + 1])
      return Int(byte) ^ (mask & 255)
    }
  }

  /// The questions as the page's script reads them: answers and slips as hashes only, reasons sealed
  /// by the answers.
  ///
  /// - Parameters:
  ///   - salt: Another one for every page.
  ///   - cards: The ids of what stands for a node in the pictures, by its index.
  func data(salt: String, cards: (Int) -> [String]) -> String {
    JSONValue.object([
      "rounds": JSONValue(Self.rounds),
      "questions": .array(
        questions.enumerated().map { number, question in
          let salt = "\(salt)-\(number)"
          let answer = question.answer.text
          // By the hash, so that their order says nothing.
          let slips = question.slips.map { slip in
            (Self.hash(slip.answer.text, salt: salt), slip.slip.words)
          }.sorted { $0.0 < $1.0 }
          return .object([
            "kind": .string(question.kind.rawValue), "text": .string(question.text),
            "hints": .array(question.hints.map { .string($0) }),
            "choices": .array(question.choices.map { .string($0) }),
            "on": .string(question.nodes.flatMap(cards).joined(separator: " ")),
            "salt": .string(salt), "answer": .string(Self.hash(answer, salt: salt)),
            "slips": .array(slips.map { .array([.string($0.0), .string($0.1)]) }),
            "reason": .array(
              Self.sealed(question.reason, key: answer, salt: salt).map { JSONValue($0) }),
            "table": .array(question.table.map { .array($0.map { .string($0) }) }),
          ])
        }),
    ]).jsonText()
  }
}
