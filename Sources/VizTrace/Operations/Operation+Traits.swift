import VizBase

extension Operation {
  /// What rules and pictures ask of an operation.
  package struct Traits: OptionSet, Sendable, Hashable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Repeats an input along the axes that another one has more of, and so adds up its gradient.
    package static let broadcasts = Traits(rawValue: 1 << 0)
    /// Nothing that is said of one input differs from what is said of another.
    package static let isSymmetric = Traits(rawValue: 1 << 1)
    /// Adds up terms that may cancel, as a logarithm of a sum and the score of the label do where
    /// the label is all but certain.
    package static let cancels = Traits(rawValue: 1 << 2)
    /// Bends what a layer computes: a function between the layers of a network.
    package static let isActivation = Traits(rawValue: 1 << 3)
    /// Has slope 0 exactly where its value is 0: a unit that gives only zeros is dead.
    package static let isFlatAtZero = Traits(rawValue: 1 << 4)
    /// Adds its last input, where that is a vector, to each unit: a bias.
    package static let addsBias = Traits(rawValue: 1 << 5)
    /// Adds two inputs.
    package static let isSum = Traits(rawValue: 1 << 6)
    /// Gives its input mean 0 and variance 1.
    package static let normalises = Traits(rawValue: 1 << 7)
    /// Has an attribute `shape`, which is that of its value.
    package static let hasShape = Traits(rawValue: 1 << 8)
    /// Compares scores of classes with the right ones: with even scores, the logarithm of the number
    /// of classes.
    package static let comparesClasses = Traits(rawValue: 1 << 9)
    /// Adds up products of its inputs' elements, one of each: linear in every input.
    package static let isLinear = Traits(rawValue: 1 << 10)
  }
}
