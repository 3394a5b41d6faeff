public import VizPlot

/// A figure of the lectures that is computed: what it teaches, and how it is made.
///
/// All that is drawn at random has a seed, so that the same figure has the same bytes.
public struct LectureFigure: Sendable {
  /// What a figure is about, in the order of the lectures.
  public enum Topic: String, Sendable, CaseIterable {
    /// What a classifier makes of the plane.
    case classifiers = "Classifiers and their boundaries"
    /// How a training goes.
    case training = "Training"
    /// What happens in the layers.
    case layers = "Gradients and units, layer by layer"
    /// The Neural Turing Machine.
    case memory = "A network with a memory"
    /// What networks can compute.
    case functions = "Functions and fields"
  }

  /// The name of its files.
  public var id: String
  /// What the gallery calls the figure.
  public var title: String
  /// What the figure shows, in a few sentences.
  public var lesson: String
  /// The section of the gallery that it belongs to.
  public var topic: Topic
  private let make: @Sendable () throws -> Figure

  init(
    _ topic: Topic, _ id: String, _ title: String, lesson: String,
    figure: @escaping @Sendable () throws -> Figure
  ) {
    self.topic = topic
    self.id = id
    self.title = title
    self.lesson = lesson
    make = figure
  }

  /// The call that draws the figure from a shell.
  public var command: String { "vizbp gallery \(id)" }

  /// Computes the figure; throws what its networks throw.
  public func figure() throws -> Figure { try make() }

  /// Every figure, topic by topic.
  public static let all = classifiers + training + layers + memory + functions
}
