extension TrainingConfiguration {
  /// A key whose value is another than before.
  public struct Change: Sendable, Equatable {
    /// The key whose value changed.
    public let key: CodingKeys
    /// The values as an option says them; nil where there is none.
    public let value, earlier: String?
  }

  /// The keys whose values differ from those of an earlier configuration, in their order.
  public func changes(from earlier: TrainingConfiguration) -> [Change] {
    zip(Mirror(reflecting: self).children, Mirror(reflecting: earlier).children)
      .compactMap { new, old in
        guard let key = new.label.flatMap(Self.key) else { return nil }
        let change = Change(key: key, value: Self.text(new.value), earlier: Self.text(old.value))
        return change.value == change.earlier ? nil : change
      }
  }

  /// Whether the schedule follows from how many steps there are.
  public var scheduleSpansSteps: Bool {
    schedule == "cosine" || schedule == "step" && every == nil
  }

  private static func key(of property: String) -> CodingKeys? {
    let words = property.reduce(into: "") { text, letter in
      text += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
    }
    return CodingKeys(rawValue: words)
  }

  private static func text(_ value: Any) -> String? {
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.flatMap { text($0.value) }
    case .collection:
      let elements = mirror.children.map { "\($0.value)" }
      return elements.isEmpty ? "none" : elements.joined(separator: ",")
    default: return "\(value)"
    }
  }
}
