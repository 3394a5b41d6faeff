import VizBase

extension RunEvidence {
  /// What layers are called in a title: each once, at whatever step of a sequence it stands, and of
  /// more than four the first three.
  static func names(of layers: [NodeTrack]) -> [String] {
    var names: [String] = []
    for layer in layers {
      var parts = (layer.scope ?? layer.node).split(separator: "/")
      if parts.count > 1, let first = parts.first, first.hasPrefix("t="),
        Int(first.dropFirst(2)) != nil
      {
        parts.removeFirst()
      }
      let name = parts.joined(separator: "/").escaped()
      if !names.contains(name) { names.append(name) }
    }
    return names.count > 4 ? names.prefix(3) + ["\(names.count - 3) more"] : names
  }
}
