import ArgumentParser

/// Where a page is served.
struct LiveOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The port of 127.0.0.1 at which the page is served; 0 is any free one.", valueName: "n"))
  var port: UInt16 = 0
}
