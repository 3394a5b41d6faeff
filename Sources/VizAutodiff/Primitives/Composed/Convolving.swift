import VizTensor

/// How a convolution's kernel moves along each axis of what it sees.
struct Convolving: Sendable {
  let strides, dilations: [Int]
  /// The zeros before each axis, and those after it; nil for as many as leave as many places as
  /// there are elements.
  let padding: (before: [Int], after: [Int])?
  let groups: Int
  /// How many axes there are.
  var rank: Int { strides.count }

  var attributes: [String: Attribute?] {
    func list(_ numbers: [Int], unless standard: Int) -> Attribute? {
      numbers.allSatisfy { $0 == standard } ? nil : .ints(numbers)
    }
    let padding: Attribute? =
      padding.map { padding in
        padding.before == padding.after
          ? list(padding.before, unless: 0) : .ints(padding.before + padding.after)
      } ?? .string("same")
    return [
      "strides": list(strides, unless: 1), "dilations": list(dilations, unless: 1),
      "padding": padding, "groups": groups == 1 ? nil : .int(groups),
    ]
  }

  /// The padding for a kernel of these extents; throws `ShapeError` where a number is none that a
  /// window can have.
  func padding(for kernel: [Int]) throws -> (before: [Int], after: [Int]) {
    // Sums and products of two numbers below this do not overflow.
    let limit = Int(Int32.max)
    let given = padding.map { $0.before + $0.after } ?? []
    for (name, numbers, least) in [
      ("kernel", kernel, 1), ("strides", strides, 1), ("dilations", dilations, 1),
      ("padding", given, 0),
    ] {
      guard let odd = numbers.first(where: { $0 < least || $0 > limit }) else { continue }
      throw ShapeError(
        op: "", reason: "\(name) must be from \(least) to \(limit), not \(odd)")
    }
    if let padding { return padding }
    guard strides.allSatisfy({ $0 == 1 }) else {
      throw ShapeError(
        op: "", reason: "strides \(strides) leave fewer places than elements, whatever the padding")
    }
    // PyTorch puts the odd one after.
    let sums = zip(kernel, dilations).map { ($0 - 1) * $1 }
    return (sums.map { $0 / 2 }, sums.map { $0 - $0 / 2 })
  }
}

extension AttributeReader {
  /// The attributes of a convolution along so many axes: `strides`, `dilations`, `padding` and
  /// `groups`.
  mutating func convolving(along rank: Int) throws -> Convolving {
    Convolving(
      strides: try each("strides", along: rank, default: 1),
      dilations: try each("dilations", along: rank, default: 1),
      padding: isWord("padding", "same") ? nil : try padding(along: rank),
      groups: try int("groups", default: 1))
  }

  private mutating func padding(along rank: Int) throws -> (before: [Int], after: [Int]) {
    guard !isWord("padding", "valid"), let list = try ints("padding") else {
      let none = [Int](repeating: 0, count: rank)
      return (none, none)
    }
    if list.count == 2 * rank { return (Array(list[..<rank]), Array(list[rank...])) }
    let both = try each("padding", along: rank, default: 0)
    return (both, both)
  }

  /// A number for each of `rank` axes; one stands for all.
  mutating func each(_ name: String, along rank: Int, default standard: Int) throws -> [Int] {
    let list = try ints(name) ?? [standard]
    if list.count == 1 { return [Int](repeating: list[0], count: rank) }
    guard list.count == rank else {
      throw wrong(name, .ints(list), rank == 1 ? "one number" : "one number, or \(rank)")
    }
    return list
  }
}
