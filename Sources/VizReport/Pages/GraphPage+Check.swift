extension GraphPage {
  /// What a check of the graph found.
  public struct Check: Sendable {
    /// How a node came out; the raw value is a name for pages.
    public enum Status: String, Sendable {
      /// All that was compared agrees.
      case ok
      /// A number disagrees.
      case wrong
      /// There was something to compare, and it could not be.
      case unchecked
    }

    /// What was found at one node.
    public struct Row: Sendable {
      /// The node's id.
      public var node: String
      /// The name of the node's operation.
      public var op: String
      /// Whether the node's numbers are right, as far as it is known.
      public var status: Status
      /// Relative; nil where nothing was compared.
      public var valueError: Double?
      /// Relative; nil where nothing was compared.
      public var gradientError: Double?
      /// Why the node was not checked, or what is wrong with it; nil where nothing is.
      public var reason: String?

      /// A row of all that was found at a node.
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

    /// Whether nothing was found to be wrong.
    public var isOK: Bool
    /// In one line.
    public var verdict: String
    /// What is to be said of the numbers besides, a sentence each.
    public var remarks: [String]
    /// How the whole function compares with centred differences, in one line.
    public var differences: String?
    /// What was found, node by node.
    public var rows: [Row]

    /// What a check found, in words and node by node.
    public init(
      isOK: Bool, verdict: String, remarks: [String] = [], differences: String?, rows: [Row]
    ) {
      self.isOK = isOK
      self.verdict = verdict
      self.remarks = remarks
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
    var remarks: [String]
    var differences: String?
    var rows: [Row]
  }

  var content: Content {
    Content(
      status: isOK ? "ok" : "wrong", verdict: verdict, remarks: remarks,
      differences: differences,
      rows: rows.map { row in
        Content.Row(
          node: row.node, op: row.op, status: row.status.rawValue,
          mark: row.status == .ok ? "✓" : row.status == .wrong ? "✗" : "·",
          value: TextTable.number(row.valueError, digits: 2),
          gradient: TextTable.number(row.gradientError, digits: 2), reason: row.reason ?? "")
      })
  }
}
