extension GraphPage {
  /// Why a gradient is what it is, line by line.
  public struct Explanation: Sendable {
    /// In one line.
    public var headline: String
    /// The chain rule, a line for each number on the way.
    public var chain: [String]
    /// What is to be said of all paths, a sentence each.
    public var summary: [String]
    /// The strongest paths, in columns.
    public var strongest: [String]

    /// An explanation in lines of text.
    public init(headline: String, chain: [String], summary: [String], strongest: [String]) {
      self.headline = headline
      self.chain = chain
      self.summary = summary
      self.strongest = strongest
    }

    /// What `graph.mustache` names.
    struct Content {
      var headline, chain, strongest: String
      var summary: [String]
    }

    var content: Content {
      Content(
        headline: headline, chain: chain.joined(separator: "\n"),
        strongest: strongest.joined(separator: "\n"), summary: summary)
    }
  }
}
