/// What an operation of one's own is to a reader: its sign on a card, what kind of operation it is, and
/// what it does with the gradient that flows back through it.
public struct OperationLook: Sendable, Hashable {
  /// What kind of operation it is; operations of one kind look alike.
  public enum Family: String, Sendable, CaseIterable {
    /// Products, sums, functions of an element, reductions, losses, and all else.
    case product, sum, function, reduction, loss, other
  }

  /// What a gate does with the gradient that flows back through it.
  public enum Gate: String, Sendable, CaseIterable {
    /// Gives every input the gradient, or a share of it.
    case distributor
    /// Adds up the gradients of what it repeated.
    case adder
    /// Gives each input the gradient times the other input.
    case switcher
    /// Gives the gradient to one input, or one element, alone.
    case router
    /// Lets the gradient pass, or not.
    case gate
    /// Lets no gradient pass.
    case blocker
  }

  /// On its card: `ς`.
  public var symbol: String
  /// What kind of operation it is.
  public var family: Family
  /// What it does with the gradient, in the lectures' word; nil where they have none.
  public var gate: Gate?
  /// What it does with the gradient, in a sentence; empty where nothing is said of it.
  public var rule: String

  /// The look of a function, unless told otherwise.
  public init(
    _ symbol: String, family: Family = .function, gate: Gate? = nil, rule: String = ""
  ) {
    self.symbol = symbol
    self.family = family
    self.gate = gate
    self.rule = rule
  }
}
