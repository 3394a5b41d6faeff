/// A sequence in which what is wrong is marked, with what stands there instead.
struct MarkedPassage: Sendable {
  /// What is right, and the wrong thing behind it.
  struct Part: Sendable {
    var right: String
    var wrong: Wrong?
  }

  /// What would be right, and what was said.
  struct Wrong: Sendable {
    var text, said: String
  }

  /// What was given.
  var before: String?
  var parts: [Part]

  /// - Parameters:
  ///   - before: What was given; nil where nothing is to be shown of it.
  ///   - steps: What would be right at each step, and what was said instead; nil where that is right.
  ///   - separator: Stands between two steps.
  init(before: String?, steps: [(text: String, said: String?)], separator: String) {
    self.before = before
    var parts: [Part] = []
    var right = ""
    for (number, step) in steps.enumerated() {
      if number > 0 { right += separator }
      if let said = step.said {
        parts.append(Part(right: right, wrong: Wrong(text: step.text, said: said)))
        right = ""
      } else {
        right += step.text
      }
    }
    if !right.isEmpty { parts.append(Part(right: right, wrong: nil)) }
    self.parts = parts
  }
}
