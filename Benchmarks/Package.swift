// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that nobody builds it who only uses vizbp.
let package = Package(
  name: "vizbp-benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "vizbp", path: "..")],
  targets: [
    .executableTarget(
      name: "bench", dependencies: [.product(name: "VizBP", package: "vizbp")],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ])
  ]
)
