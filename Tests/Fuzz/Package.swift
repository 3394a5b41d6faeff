// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nobody builds it who only uses vizbp. What libFuzzer needs is on the
// command line of fuzz.sh: a package with such flags could not be built without it.
let package = Package(
  name: "vizbp-fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "vizbp", path: "../..")],
  targets: [
    // The tests' own count of what is allocated, by links.
    .target(name: "CFuzzAllocations"),
    .executableTarget(
      name: "fuzz",
      dependencies: ["CFuzzAllocations", .product(name: "VizBP", package: "vizbp")],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ]),
  ]
)
