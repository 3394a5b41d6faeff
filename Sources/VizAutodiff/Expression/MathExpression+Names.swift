import VizBase

extension MathExpression {
  /// Throws unless every name has a value and every value a name.
  func checkNames(given: Set<String>) throws(ExpressionError) {
    let free = Set(freeNames.map(\.name))
    let missing = freeNames.filter { !given.contains($0.name) && Self.constants[$0.name] == nil }
    let unused = given.subtracting(free).sorted()
    if let computed = unused.first(where: statementNames.contains) {
      throw ExpressionError(
        "\(computed.escaped()) is computed by the expression and takes no value")
    }
    if let first = missing.first {
      let known = unused + free.intersection(given).sorted() + statementNames
      throw ExpressionError(
        "\(list(missing.map(\.name))) \(missing.count == 1 ? "has" : "have") no value"
          + suggestions(for: missing.map(\.name), among: known), at: first.offset, in: source)
    }
    if !unused.isEmpty {
      throw ExpressionError(
        "the expression has no \(unused.count == 1 ? "name" : "names") \(list(unused))"
          + suggestions(for: unused, among: free.sorted() + statementNames))
    }
  }

  private func list(_ names: [String]) -> String {
    let shown = names.prefix(20).map { $0.escaped() }.joined(separator: ", ")
    return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
  }

  /// `; did you mean w1 for w1x?`; empty where nothing is near.
  private func suggestions(for names: [String], among known: [String]) -> String {
    let near = names.prefix(20).compactMap { name in
      name.nearest(among: known.prefix(1000)).map { (name: name, meant: $0) }
    }
    guard !near.isEmpty else { return "" }
    let pairs = near.map { pair in
      let meant = pair.meant.escaped()
      return names.count == 1 ? meant : "\(meant) for \(pair.name.escaped())"
    }
    return "; did you mean \(pairs.joined(separator: ", "))?"
  }
}
