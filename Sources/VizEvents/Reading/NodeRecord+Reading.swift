extension NodeRecord {
  init(_ proto: ProtoNodeStatistics, name: String) {
    self.init(
      node: name,
      value: proto.hasValue ? proto.value.statistics : nil,
      gradient: proto.hasGradient ? proto.gradient.statistics : nil,
      updateRatio: proto.hasUpdateRatio ? proto.updateRatio : nil,
      distance: proto.hasDistance ? proto.distance : nil)
  }

  /// What an index stands for, or the index itself where the record that names it was damaged.
  static func name(of index: UInt32, in names: [UInt32: String]) -> String {
    names[index] ?? "#\(index)"
  }
}
