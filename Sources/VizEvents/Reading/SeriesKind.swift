/// What the values under a tag are.
enum SeriesKind: Hashable {
  case scalar, histogram, image, text, hyperparameters
  case nodes, nodeNames
  /// Of a plugin that vizbp does not know.
  case other

  /// The kind of a tensor by the plugin that it is for.
  init(plugin: UnsafeRawBufferPointer, tag: UnsafeRawBufferPointer) {
    switch String(decoding: plugin, as: UTF8.self) {
    case "scalars": self = .scalar
    case "histograms": self = .histogram
    case "images": self = .image
    case "text": self = .text
    case "hparams": self = .hyperparameters
    case NodeTag.plugin:
      self = tag.elementsEqual(NodeTag.names.utf8) ? .nodeNames : .nodes
    default: self = .other
    }
  }

  /// What a tensor most likely is whose tag's first record, which would say it, is lost.
  init(guessing tensor: UnsafeRawBufferPointer, tag: UnsafeRawBufferPointer) {
    if ScalarTensor.value(of: tensor) != nil {
      self = .scalar
    } else if tag.elementsEqual(NodeTag.nodes.utf8) {
      self = .nodes
    } else if tag.elementsEqual(NodeTag.names.utf8) {
      self = .nodeNames
    } else if let tensor = ProtoTensor(bytes: tensor), tensor.bins != nil {
      self = .histogram
    } else {
      self = .other
    }
  }
}
