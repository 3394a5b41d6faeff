public import VizBase

/// What an operation is to a reader: its sign on a card, how mathematics writes it, and what it
/// does with the gradient that flows back through it.
///
/// One entry an operation, in `Operation+Elementwise.swift` and its neighbours, whatever engine
/// computes it. What it computes, and its derivatives, are the engine's.
public struct Operation: Sendable, Hashable {
  /// In lower snake case: `avg_pool2d`.
  public let name: String
  /// What kind of operation it is; operations of one kind look alike.
  public private(set) var family: Family
  /// On its card: `σ`.
  public private(set) var symbol: String
  /// What it does with the gradient, in the lectures' word; nil where they have none.
  public private(set) var gate: Gate?
  /// What it does with the gradient, in a sentence; empty for an operation that is not known.
  public private(set) var rule: String
  /// What it computes, in a few words, where its name does not say it.
  let meaning: FormulaTemplate?
  /// How an application of it is written.
  let notation: Notation
  /// The symbol where the input at a position is a number that stands on the card: `+1`, `x²`.
  let numberSymbols: [FormulaTemplate?]
  /// What the gradient is multiplied by, as short as a wire tells it: 1, −1, another input.
  let factors: [FormulaTemplate?]
  /// The derivative in each input, as a formula in single numbers.
  let slopes: [FormulaTemplate?]
  /// The gradient of each input, as a formula in tensors.
  let gradients: [FormulaTemplate?]
  /// What rules and pictures ask of it.
  package let traits: Traits
  /// The values towards which a logistic function flattens: its slope is in proportion to the
  /// product of the distances to both.
  package let saturation: ClosedRange<Double>?

  /// What kind of operation it is.
  public typealias Family = OperationLook.Family
  /// What a gate does with the gradient that flows back through it.
  public typealias Gate = OperationLook.Gate

  /// How an application is written.
  enum Notation: Sendable, Hashable {
    /// `softmax(x)`
    case function(String)
    /// `x + y`; with another number of arguments, a function of the operation's name.
    case formula(FormulaTemplate)
    /// One of several, by the number of arguments; with another one, a function of the name.
    case formulas([FormulaTemplate])
  }

  /// An entry of the table.
  ///
  /// Of formulas for the inputs, a single one is for every input.
  ///
  /// - Parameters:
  ///   - notation: By default a function of the symbol's name.
  ///   - slopes: By default the factors.
  init(
    _ name: String, _ family: Family, _ symbol: String, _ gate: Gate? = nil,
    notation: Notation? = nil, meaning: FormulaTemplate? = nil,
    numberSymbols: [FormulaTemplate?] = [], factors: [FormulaTemplate?] = [],
    slopes: [FormulaTemplate?]? = nil, gradients: [FormulaTemplate?] = [], rule: String,
    traits: Traits = [], saturation: ClosedRange<Double>? = nil
  ) {
    self.name = name
    self.family = family
    self.symbol = symbol
    self.gate = gate
    self.rule = rule
    self.meaning = meaning
    self.notation = notation ?? .function(symbol)
    self.numberSymbols = numberSymbols
    self.factors = factors
    self.slopes = slopes ?? factors
    self.gradients = gradients
    self.traits = traits
    self.saturation = saturation
  }

  /// The operation as a node of it says that it looks.
  func looking(_ look: OperationLook?) -> Operation {
    guard let look else { return self }
    var operation = self
    operation.symbol = look.symbol
    operation.family = look.family
    operation.gate = look.gate
    if !look.rule.isEmpty { operation.rule = look.rule }
    return operation
  }
}
