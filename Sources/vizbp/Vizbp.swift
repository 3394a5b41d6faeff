import ArgumentParser
import VizBP

@main
struct Vizbp: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "See backpropagation.")
}
