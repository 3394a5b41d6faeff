extension Node {
  /// The label; nil where it says nothing.
  package var shownLabel: String? {
    label.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }

  /// The name that a person gave the node: its label, or an id that is no running number, as
  /// `add1` and `n12` are; nil where there is none.
  package var givenName: String? {
    if let shownLabel { return shownLabel }
    let stem = String(id.reversed().drop { !$0.isLetter }.reversed())
    return [op, "n", "node", ""].contains(stem) ? nil : id
  }
}
