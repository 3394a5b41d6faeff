/// Runs the code of README and of the documentation's articles, and checks what they claim of it.
///
/// `scripts/check-house.sh` holds every block of Swift and of JSON there against these files: it must
/// stand here, line for line.
@main
enum Articles {
  static func main() async throws {
    try await readme()
    try await backpropagation()
    try await ownEngine()
    try await ownTraining()
    try measured()
    try await ownFigure()
    try await newOperation()
    try await runOnDisk()
    print("articles: all hold")
  }
}

/// A claim of an article that does not hold.
struct Unexpected: Error {
  var what: String
}

func expect(_ holds: Bool, _ what: @autoclosure () -> String) throws {
  if !holds { throw Unexpected(what: what()) }
}
