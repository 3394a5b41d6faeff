extension Node {
  /// The name that a person gave the node: its label, or an id that is no running number, as
  /// `add1` and `n12` are; nil where there is none.
  package var givenName: String? {
    if let label { return label }
    let stem = String(id.reversed().drop { !$0.isLetter }.reversed())
    return [op, "n", "node", ""].contains(stem) ? nil : id
  }
}
