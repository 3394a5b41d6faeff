public import Foundation
import VizBase

extension ComputationGraph {
  /// Reads and verifies a graph file, as ``init(jsonData:)`` does its bytes.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``GraphError`` with the file, and the line and column of what is wrong; also where the
  ///   file cannot be read.
  public init(contentsOf path: String) throws(GraphError) {
    let bytes: [UInt8]
    do { bytes = try WholeFile.read(path) } catch {
      throw GraphError(.unreadable, error.words, location: ProblemLocation(file: path))
    }
    do { try self.init(jsonData: bytes) } catch {
      var error = error
      error.location = ProblemLocation(
        file: path, line: error.location?.line, column: error.location?.column)
      throw error
    }
  }

  /// Reads and verifies a graph file.
  public init(contentsOf url: URL) throws(GraphError) { try self.init(contentsOf: url.path) }

  /// Writes the graph to a file that ends in `.json`: what ``jsonData()`` gives.
  ///
  /// - Parameter path: Where to; a file that is there is replaced as soon as the new one is whole.
  /// - Throws: ``GraphError`` where the ending is another or the file cannot be written.
  public func write(to path: String) throws(GraphError) {
    let place = ProblemLocation(file: path)
    guard path.lowercased().hasSuffix(".json") else {
      throw GraphError(
        .ending, "a graph file ends in .json", location: place,
        hint: "a picture of the graph is Diagram(graph).picture, which writes itself")
    }
    do { try WholeFile.write(jsonData(), to: path) } catch {
      throw GraphError(
        error.step == .creating ? .cannotCreate : .notWritten, error.reason.words, location: place)
    }
  }

  /// Writes the graph to a file that ends in `.json`.
  public func write(to url: URL) throws(GraphError) { try write(to: url.path) }
}
