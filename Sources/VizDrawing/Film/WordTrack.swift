/// Texts that follow each other, with the words that all of them have written once.
enum WordTrack {
  /// What stands for a word that is not the same in all.
  private static let gap: Unicode.Scalar = "~"

  /// The third field of a track and what follows it.
  static func text(_ values: [String], from base: String) -> String {
    var last = base
    let changed = values.map { value in
      defer { last = value }
      return value == last ? "" : value
    }
    let plain = "\t" + changed.joined(separator: "\t")
    guard let common = shared(changed), common.utf8.count < plain.utf8.count else { return plain }
    return common
  }

  /// Nil where they have no words in common, or other counts of them.
  private static func shared(_ changed: [String]) -> String? {
    let texts = changed.filter { !$0.isEmpty && $0 != "-" }
    let words = texts.map {
      $0.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
    }
    guard let first = words.first, words.count > 1,
      words.allSatisfy({ $0.count == first.count }),
      !texts.contains(where: { $0.unicodeScalars.contains(gap) })
    else { return nil }
    let parting = first.indices.filter { index in
      words.contains { !$0[index].elementsEqual(first[index]) }
    }
    guard parting.count < first.count else { return nil }
    let common = first.indices.map { parting.contains($0) ? String(gap) : String(first[$0]) }
    var rests = words.map { text in
      parting.map { String(text[$0]) }.joined(separator: String(gap))
    }[...]
    // These would say something else.
    guard rests.allSatisfy({ !$0.isEmpty && $0 != "-" }) else { return nil }
    return changed.reduce(":" + common.joined(separator: " ")) { line, value in
      line + "\t" + (value.isEmpty || value == "-" ? value : rests.popFirst() ?? "")
    }
  }
}
