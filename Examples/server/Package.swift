// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "vizbp-server",
  platforms: [.macOS(.v15)],
  dependencies: [
    // Elsewhere: .package(url: "…/vizbp", from: "…").
    .package(name: "vizbp", path: "../.."),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
  ],
  targets: [
    .executableTarget(
      name: "server",
      dependencies: [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "VizBP", package: "vizbp"),
      ],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ])
  ]
)
