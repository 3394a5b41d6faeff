import SystemPackage
import VizBP

/// The endings of files that have one kind alone.
enum OutputEnding {
  /// Refuses a name that says another kind of file; one without an ending says nothing.
  ///
  /// - Parameters:
  ///   - output: The file, or `-`.
  ///   - endings: Those of the kind, the usual one first.
  ///   - what: What is written: `a report is a page of HTML`.
  static func check(_ output: String, in endings: [String], _ what: String) throws {
    guard output != "-", let ending = FilePath(output).extension?.lowercased(),
      !endings.contains(ending)
    else { return }
    throw Failure(
      .usage, Files.outputName(output), "\(what), and the ending says otherwise",
      hint: "use .\(endings[0])")
  }
}
