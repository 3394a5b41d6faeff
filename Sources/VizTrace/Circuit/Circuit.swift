/// All that a graph computes, forward and backward, as operations on one or two numbers: what a page
/// needs to compute it again for other inputs.
///
/// Numbers have places: first the inputs, then the results in their order, then the constants.
public struct Circuit: Sendable, Equatable {
  /// A function that instructions call.
  public struct Function: Sendable, Equatable {
    /// The operation's name, as the engine's table of elementwise functions has it.
    public var name: String
    /// How many arguments it takes.
    public var arity: Int
    /// What it computes; nil for what every language has.
    public var formula: Formula?

    /// A function by its name, with its formula.
    public init(name: String, arity: Int, formula: Formula?) {
      self.name = name
      self.arity = arity
      self.formula = formula
    }
  }

  /// A function as a formula in those that every language has.
  public indirect enum Formula: Sendable, Equatable {
    /// An argument, counted from 0.
    case argument(Int)
    /// A number that is always the same.
    case constant(Double)
    /// A function that every language has, by its name.
    case call(String, [Formula])
    /// One formula where a relation holds between two, and another where it does not.
    case choice(Relation, Formula, Formula, then: Formula, else: Formula)
  }

  /// A question about two numbers.
  public enum Relation: String, Sendable, CaseIterable {
    /// Whether they are equal, or the first is less.
    case equal, less
    /// Whether the first is at most the second.
    case lessOrEqual = "less_or_equal"
    /// The first is not a number, whatever the second is.
    case notANumber = "not_a_number"
  }

  /// One operation.
  public struct Instruction: Sendable, Equatable {
    /// The function's place among ``Circuit/functions``.
    public var function: Int
    /// The places of the arguments.
    public var arguments: [Int]

    /// A call of a function.
    public init(function: Int, arguments: [Int]) {
      self.function = function
      self.arguments = arguments
    }
  }

  /// A leaf that can be changed: its elements are inputs, one after the other.
  public struct Leaf: Sendable, Equatable {
    /// The node's index in the graph's list.
    public var node: Int
    /// The place of its first element.
    public var first: Int
    /// The elements as the graph has them.
    public var values: [Double]

    /// A leaf of some elements.
    public init(node: Int, first: Int, values: [Double]) {
      self.node = node
      self.first = first
      self.values = values
    }
  }

  /// What a use of a value sends back: the places of the contribution's elements, and of scalars that
  /// of the local derivative.
  public struct Flow: Sendable, Equatable {
    /// The use that it flows back along.
    public var use: Use
    /// The contribution.
    public var contribution: [Int]
    /// The derivative of the consumer with respect to the argument, where both are single numbers.
    public var local: Int?

    /// What flows back along a use.
    public init(use: Use, contribution: [Int], local: Int?) {
      self.use = use
      self.contribution = contribution
      self.local = local
    }
  }

  /// The leaves that can be changed, in the order of their places.
  public var leaves: [Leaf]
  /// Numbers that stay.
  public var constants: [Double]
  /// What instructions call.
  public var functions: [Function]
  /// The operations, each after what it needs.
  public var instructions: [Instruction]
  /// For each node of the graph the places of its value's elements; empty where nothing is known.
  public var values: [[Int]]
  /// For each node of the graph the places of its gradient's elements; empty where it has none.
  public var gradients: [[Int]]
  /// What flows back along the uses, in the order of the backward pass.
  public var flows: [Flow]
  /// The index of the node that is differentiated.
  public var output: Int

  /// A circuit of these parts.
  public init(
    leaves: [Leaf], constants: [Double], functions: [Function], instructions: [Instruction],
    values: [[Int]], gradients: [[Int]], flows: [Flow], output: Int
  ) {
    self.leaves = leaves
    self.constants = constants
    self.functions = functions
    self.instructions = instructions
    self.values = values
    self.gradients = gradients
    self.flows = flows
    self.output = output
  }
}
