// swift-tools-version: 6.1

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room of the house: a library target, its product of the same name, and the tests beside it.
struct Room {
  var name: String
  var uses: [Target.Dependency] = []
  var testUses: [Target.Dependency] = []
  var testResources: [Resource] = []
  var testExcludes: [String] = []
}

let rooms: [Room] = [
  // Its tests read their fixtures where they stand, beside the script that validates them.
  Room(name: "VizTrace", testExcludes: ["Fixtures"]),
  Room(name: "VizTensor", uses: [.product(name: "RealModule", package: "swift-numerics")]),
  Room(name: "VizAutodiff", uses: ["VizTensor"]),
  Room(name: "VizCapture", uses: ["VizAutodiff", "VizTensor", "VizTrace"]),
  Room(name: "VizDrawing", uses: ["CCairo"]),
  Room(
    name: "VizDiagram",
    uses: [
      "CGraphviz", "VizDrawing", "VizTrace",
      .product(name: "Subprocess", package: "swift-subprocess"),
    ]),
  Room(
    name: "VizReport",
    uses: ["VizDiagram", "VizTrace", .product(name: "Mustache", package: "swift-mustache")]),
]

let package = Package(
  name: "vizbp",
  platforms: [.macOS(.v15)],
  products: rooms.map { .library(name: $0.name, targets: [$0.name]) } + [
    .library(name: "VizBP", targets: ["VizBP"]),
    .executable(name: "vizbp", targets: ["VizCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
  ],
  targets: [
    .systemLibrary(
      name: "CCairo", pkgConfig: "pangocairo",
      providers: [.apt(["libpango1.0-dev"]), .brew(["pango"])]),
    .systemLibrary(
      name: "CGraphviz", pkgConfig: "libgvc",
      providers: [.apt(["libgraphviz-dev"]), .brew(["graphviz"])]),
  ]
    + rooms.map {
      .target(name: $0.name, dependencies: $0.uses, swiftSettings: settings)
    }
    + rooms.map {
      .testTarget(
        name: $0.name + "Tests", dependencies: [.byName(name: $0.name)] + $0.uses + $0.testUses,
        exclude: $0.testExcludes, resources: $0.testResources, swiftSettings: settings)
    }
    + [
      .target(
        name: "VizBP", dependencies: rooms.map { .byName(name: $0.name) },
        swiftSettings: settings),
      // Not named `vizbp`: on a case-insensitive disk its module would collide with `VizBP`.
      .executableTarget(
        name: "VizCommand",
        dependencies: ["VizBP", .product(name: "ArgumentParser", package: "swift-argument-parser")],
        path: "Sources/vizbp",
        swiftSettings: settings),
    ]
)
