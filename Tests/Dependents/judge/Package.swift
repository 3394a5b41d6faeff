// swift-tools-version: 6.2

import PackageDescription

/// A package of somebody else's that has graphs and runs judged: see scripts/packages/check-dependents.sh.
let package = Package(
  name: "judge",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: Context.environment["VIZBP_URL"] ?? "…/vizbp", from: "0.2.0", traits: [])
  ],
  targets: [
    .executableTarget(
      name: "judge",
      dependencies: [
        .product(name: "VizTrace", package: "vizbp"),
        .product(name: "VizCheck", package: "vizbp"),
        .product(name: "VizDiagnosis", package: "vizbp"),
      ])
  ]
)
