extension GraphPage {
  /// What a check of the graph found.
  public struct Check: Sendable {
    public enum Status: String, Sendable { case ok, wrong, unchecked }

    public struct Row: Sendable {
      public var node: String
      public var op: String
      public var status: Status
      /// Relative; nil where nothing was compared.
      public var valueError: Double?
      public var gradientError: Double?
      public var reason: String?

      public init(
        node: String, op: String, status: Status, valueError: Double?, gradientError: Double?,
        reason: String?
      ) {
        self.node = node
        self.op = op
        self.status = status
        self.valueError = valueError
        self.gradientError = gradientError
        self.reason = reason
      }
    }

    public var isOK: Bool
    /// In one line.
    public var verdict: String
    /// How the whole function compares with centred differences, in one line.
    public var differences: String?
    public var rows: [Row]

    public init(isOK: Bool, verdict: String, differences: String?, rows: [Row]) {
      self.isOK = isOK
      self.verdict = verdict
      self.differences = differences
      self.rows = rows
    }
  }
}

extension GraphPage.Check {
  /// What `graph.mustache` names of it.
  struct Content {
    struct Row {
      var node, op, status, mark, value, gradient, reason: String
    }

    var status, verdict: String
    var differences: String?
    var rows: [Row]
  }

  var content: Content {
    Content(
      status: isOK ? "ok" : "wrong", verdict: verdict, differences: differences,
      rows: rows.map { row in
        Content.Row(
          node: row.node, op: row.op, status: row.status.rawValue,
          mark: row.status == .ok ? "✓" : row.status == .wrong ? "✗" : "·",
          value: TextTable.number(row.valueError, digits: 2),
          gradient: TextTable.number(row.gradientError, digits: 2), reason: row.reason ?? "")
      })
  }
}
