/// How a diagram is laid out to fit a frame: its direction is ``DiagramOptions/direction``.
struct Arrangement: Sendable, Hashable {
  /// Whether cards hold their numbers themselves where a wire would tell nothing more, and wires are
  /// no longer than their numbers.
  var isCompact = false
  /// Whether tensors on cards are their norms alone, so that more cards have room.
  var isTerse = false
  /// Whether the norms stand side by side in one line, of parameters beside their names.
  var isSlim = false
  /// Whether parameters stand in the card of their operation.
  var holdsParameters = false
  /// Whether leaves that are used early stand in the first rank.
  var isPinned = true
  /// Whether leaves stand on the line of what takes them, which makes that line longer.
  var movesLeaves = true
  /// The ranks that begin a new line, as a new line of music.
  var cuts: [Int] = []
}
