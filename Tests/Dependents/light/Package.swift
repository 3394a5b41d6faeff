// swift-tools-version: 6.2

import PackageDescription

/// A package of somebody else's that draws its own graphs: see scripts/packages/check-dependents.sh.
let package = Package(
  name: "light",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: Context.environment["VIZBP_URL"] ?? "…/vizbp", from: "0.2.0")
  ],
  targets: [
    .executableTarget(
      name: "light",
      dependencies: [
        .product(name: "VizTrace", package: "vizbp"),
        .product(name: "VizDiagram", package: "vizbp"),
      ])
  ]
)
