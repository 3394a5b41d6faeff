/// What a fault of a graph concerns, for a reader to find its place in the text.
enum GraphSpot: Equatable {
  case nodes
  /// A field of a node; with `element`, one entry of it.
  case field(Int, NodeField, element: Int? = nil)
  case output(Int)
  case seeds
  case seed(Int)
}
