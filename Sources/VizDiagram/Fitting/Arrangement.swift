/// How a diagram is laid out to fit a frame: its direction is ``DiagramOptions/direction``.
struct Arrangement: Sendable, Hashable {
  /// Whether cards hold their numbers themselves where a wire would tell nothing more, and wires are
  /// no longer than their numbers.
  var isCompact = false
  /// Whether leaves that are used early stand in the first rank.
  var isPinned = true
  /// The ranks that begin a new line, as a new line of music.
  var cuts: [Int] = []
}
