import VizBase

extension ComputationGraph {
  /// Whether the nodes' gradients are the tangents of a forward pass, as the field `mode` says.
  package var isForwardMode: Bool {
    get { unknownFields["mode"] == .string("forward") }
    set { unknownFields["mode"] = newValue ? .string("forward") : nil }
  }
}
