// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// An example: a program that is one folder of `Sources/`.
func example(_ name: String) -> Target {
  .executableTarget(
    name: name, dependencies: [.product(name: "VizBP", package: "vizbp")],
    swiftSettings: settings)
}

let package = Package(
  name: "vizbp-examples",
  platforms: [.macOS(.v15)],
  // Elsewhere: .package(url: "…/vizbp", from: "…").
  dependencies: [.package(name: "vizbp", path: "..")],
  targets: [
    example("articles"), example("differentiable"), example("embed"), example("handmade"),
    example("loop"), example("ownfigure"), example("primitive"),
  ]
)
