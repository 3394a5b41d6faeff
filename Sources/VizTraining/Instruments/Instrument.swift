public import VizTensor

/// Something that is measured beside a training at some of its steps: one file an instrument, and an
/// entry in ``Instruments``.
///
/// An ``InstrumentPanel`` asks it after a step's update.
public protocol Instrument: Sendable {
  /// What it is called, what it measures, what that costs, and where it comes from.
  static var about: InstrumentDescription { get }

  /// An instrument that has measured nothing yet.
  init()

  /// Whether it wants to see the next step as well, though none is due.
  var wantsNextStep: Bool { get }

  /// What it remembers from one measurement to the next, lists of numbers by name: a checkpoint keeps
  /// it, so that a training that goes on shows what it would have shown without the interruption.
  ///
  /// What is set may come from a file: an instrument forgets all of it rather than a part.
  var state: [String: [Double]] { get set }

  /// Measures a step, and gives what there is to be read of it.
  mutating func measure<Scalar: TensorScalar>(
    _ moment: InstrumentMoment<Scalar>
  ) throws -> [InstrumentReading]
}

extension Instrument {
  /// No: each measurement stands for itself.
  public var wantsNextStep: Bool { false }

  /// Nothing: each measurement stands for itself.
  public var state: [String: [Double]] {
    get { [:] }
    set {}
  }
}

/// What is to be known of an instrument before it is used.
public struct InstrumentDescription: Sendable, Hashable {
  /// What options call it, and what the names of its readings begin with.
  public let name: String
  /// What it measures, in a line.
  public let summary: String
  /// What a measurement costs beside a training step, in words.
  public let cost: String
  /// The papers that it comes from.
  public let source: String
}

/// A number that an instrument showed.
public struct InstrumentReading: Sendable, Equatable {
  /// What it is, below the instrument's name: `eigenvalue`, or `dense1/W` of a layer.
  public var name: String
  /// The number; one that is not finite is not logged.
  public var value: Double

  /// A reading of a name.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}

/// The instruments that there are.
public enum Instruments {
  /// All of them, in the order in which help and reports have them.
  public static let all: [any Instrument.Type] = [
    CriticalSharpness.self, HessianEigenvalue.self, NoiseScale.self, Rotation.self,
    DormantUnits.self, EffectiveRank.self, UpdateCosine.self,
  ]

  /// Their names.
  public static var names: [String] { all.map { $0.about.name } }
}
