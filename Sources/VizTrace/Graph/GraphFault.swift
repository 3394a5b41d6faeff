/// Why a graph is none, and what of it is concerned.
struct GraphFault: Error {
  var error: GraphError
  var spot: GraphSpot
}
