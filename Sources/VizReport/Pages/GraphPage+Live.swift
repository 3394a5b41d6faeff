public import VizTrace

extension GraphPage {
  /// The circuit that the page computes again when a reader changes a number; nil for a still.
  public var circuit: Circuit? {
    get { section.live.circuit }
    set { section.live = GraphSection.Live(circuit: newValue) }
  }

  /// Whether the gradients are not the file's, which has none, and were computed for the page.
  public var isDifferentiatedHere: Bool {
    get { section.live.isDifferentiatedHere }
    set { section.live.isDifferentiatedHere = newValue }
  }

  /// Why the page computes nothing, as the end of a sentence; nil where it need not be said.
  public var reasonForStill: String? {
    get { section.live.reason }
    set { section.live = GraphSection.Live(reason: newValue) }
  }
}
