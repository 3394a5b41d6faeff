// swift-tools-version: 6.2

import PackageDescription

/// The settings of every target.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Functions of many numbers by a library of the system. Without it by the C library, and no room that draws
/// nothing needs any: see the traits below.
let systemMath = "SystemMath"

/// A room of the house: a library target, its product of the same name, and the tests beside it.
struct Room {
  var name: String
  var uses: [Target.Dependency] = []
  var exclude: [String] = []
  /// What only the tests need.
  var testUses: [Target.Dependency] = []
  var testExclude: [String] = []
}

let rooms: [Room] = [
  Room(
    name: "VizBase", uses: [.product(name: "SystemPackage", package: "swift-system")],
    testUses: ["VizTensor", "VizTestSupport"]),
  Room(name: "VizStatistics", uses: ["CVizKernels"], testUses: ["VizTestSupport"]),
  // Tests read their fixtures where they stand, beside the scripts that validate them.
  Room(
    name: "VizTrace", uses: ["VizBase", "VizStatistics"], testUses: ["VizTestSupport"],
    testExclude: ["Fixtures"]),
  Room(
    name: "VizTensor",
    uses: [
      .target(name: "CSleef", condition: .when(traits: [systemMath])),
      "CVizKernels", .product(name: "RealModule", package: "swift-numerics"),
    ],
    testExclude: ["Fixtures"]),
  Room(
    name: "VizAutodiff", uses: ["VizTensor", "VizBase"], testUses: ["VizCheck"],
    testExclude: ["Fixtures"]),
  Room(
    name: "VizNeural", uses: ["CZlib", "VizAutodiff", "VizTensor", "VizBase"],
    testUses: ["VizTestSupport"], testExclude: ["Fixtures"]),
  Room(
    name: "VizEvents",
    uses: [
      "VizBase", "VizStatistics", "VizTrace",
      .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      .product(name: "SystemPackage", package: "swift-system"),
    ],
    // What the generated code is made of, and files of other writers with the scripts behind them.
    exclude: ["Protobuf"],
    testUses: ["VizEventsWriter", "VizTensor", "VizTestSupport"], testExclude: ["Fixtures"]),
  Room(
    name: "VizCapture",
    uses: ["VizAutodiff", "VizEvents", "VizStatistics", "VizTensor", "VizBase", "VizTrace"],
    testUses: ["VizTestSupport"]),
  Room(
    name: "VizCheck", uses: ["VizAutodiff", "VizTensor", "VizBase", "VizTrace"],
    // What is checked in tests comes from trainings.
    testUses: ["VizCapture", "VizEvents", "VizNeural", "VizTraining"], testExclude: ["Fixtures"]),
  Room(
    name: "VizONNX",
    uses: [
      "VizAutodiff", "VizTensor", "VizBase", "VizTrace",
      .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      .product(name: "SystemPackage", package: "swift-system"),
    ],
    exclude: ["Protobuf"], testUses: ["VizCheck", "VizNeural", "VizTestSupport"],
    testExclude: ["Fixtures"]),
  Room(
    name: "VizTraining",
    uses: [
      "VizAutodiff", "VizCapture", "VizEvents", "VizNeural", "VizStatistics", "VizTensor",
      "VizBase", "VizTrace", .product(name: "SystemPackage", package: "swift-system"),
    ],
    testUses: ["VizTestSupport"]),
  Room(
    name: "VizDiagnosis", uses: ["VizBase", "VizEvents", "VizStatistics", "VizTrace"],
    // What is found is tested on trainings.
    testUses: [
      "VizAutodiff", "VizCapture", "VizNeural", "VizTensor", "VizTestSupport", "VizTraining",
    ]),
  Room(
    name: "VizDrawing", uses: ["CCairo", "CGif", "CWebP", "VizBase"],
    exclude: ["Generated/LICENSE-Inter.txt"],
    testUses: ["VizTestSupport"]),
  Room(
    name: "VizPlot", uses: ["VizDrawing", "VizBase", "VizStatistics", "VizTrace"],
    testUses: ["VizTestSupport"], testExclude: ["Snapshots"]),
  Room(
    name: "VizDiagram",
    uses: [
      "CGraphviz", "VizDrawing", "VizBase", "VizTrace",
      .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "SystemPackage", package: "swift-system"),
    ],
    // The lectures' worked examples are what the pictures are judged by. The command is the worker
    // that lays out in a process of its own.
    testUses: ["VizCapture", "VizLectures", "VizCommand", "VizTestSupport"],
    testExclude: ["Fixtures", "Snapshots", "Score/Snapshots"]),
  Room(
    name: "VizReport",
    uses: [
      "VizDiagnosis", "VizDiagram", "VizDrawing", "VizEvents", "VizPlot", "VizBase",
      "VizStatistics", "VizTrace", .product(name: "Mustache", package: "swift-mustache"),
    ],
    // What a report tells is tested on trainings.
    testUses: [
      "VizAutodiff", "VizCapture", "VizNeural", "VizTensor", "VizTestSupport", "VizTraining",
    ]),
  Room(
    name: "VizLive",
    // Not FlyingFox itself, whose proxy takes a client for HTTP along, and that thirty libraries.
    uses: [.product(name: "FlyingSocks", package: "FlyingFox")]),
  Room(
    name: "VizLectures",
    uses: [
      "VizAutodiff", "VizCapture", "VizCheck", "VizDrawing", "VizNeural", "VizPlot", "VizTensor",
      "VizTrace", "VizTraining", "VizBase",
    ]),
]

let systemLibraries: [Target] = [
  .systemLibrary(
    name: "CCairo", pkgConfig: "pangocairo",
    providers: [.apt(["libpango1.0-dev"]), .brew(["pango"])]),
  // Has no file for pkg-config.
  .systemLibrary(name: "CGif", providers: [.apt(["libgif-dev"]), .brew(["giflib"])]),
  .systemLibrary(
    name: "CGraphviz", pkgConfig: "libgvc",
    providers: [.apt(["libgraphviz-dev"]), .brew(["graphviz"])]),
  .systemLibrary(
    name: "CSleef", pkgConfig: "sleef",
    providers: [.apt(["libsleef-dev"]), .brew(["sleef"])]),
  .systemLibrary(
    name: "CWebP", pkgConfig: "libwebpmux",
    providers: [.apt(["libwebp-dev"]), .brew(["webp"])]),
  .systemLibrary(
    name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
]

/// Our own C: what is measured of every tensor, by the machine's vectors, and the way to OpenBLAS.
let kernels: Target = .target(name: "CVizKernels")

let libraries: [Target] = rooms.map {
  .target(name: $0.name, dependencies: $0.uses, exclude: $0.exclude, swiftSettings: settings)
}

let tests: [Target] = rooms.map {
  .testTarget(
    name: $0.name + "Tests", dependencies: [.byName(name: $0.name)] + $0.uses + $0.testUses,
    exclude: $0.testExclude, swiftSettings: settings)
}

/// What the tests of several rooms use.
let testSupport: Target = .target(
  name: "VizTestSupport", dependencies: ["CAllocations"], path: "Tests/VizTestSupport",
  swiftSettings: settings)

/// Our own C in the tests: how much they allocate.
let testAllocations: Target = .target(name: "CAllocations", path: "Tests/CAllocations")

/// What the tests of events kill, and take rights away from.
let testWriter: Target = .executableTarget(
  name: "VizEventsWriter", dependencies: ["VizEvents", "VizTrace"], path: "Tests/VizEventsWriter",
  swiftSettings: settings)

let front: [Target] = [
  .target(
    name: "VizBP", dependencies: rooms.map { .byName(name: $0.name) }, swiftSettings: settings),
  // Not named `vizbp`: on a case-insensitive disk its module would collide with `VizBP`.
  .executableTarget(
    name: "VizCommand",
    dependencies: [
      "VizBP", "VizBase", "VizDrawing",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
      .product(name: "SystemPackage", package: "swift-system"),
    ],
    path: "Sources/vizbp", swiftSettings: settings),
  .testTarget(
    name: "VizCommandTests",
    dependencies: [
      "VizCommand", "VizBP", "VizDiagram", "VizStatistics", "VizTestSupport",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
      .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "SystemPackage", package: "swift-system"),
    ],
    swiftSettings: settings),
]

let package = Package(
  name: "vizbp",
  platforms: [.macOS(.v15)],
  products: rooms.map { .library(name: $0.name, targets: [$0.name]) } + [
    .library(name: "VizBP", targets: ["VizBP"]),
    .executable(name: "vizbp", targets: ["VizCommand"]),
  ],
  traits: [
    .default(enabledTraits: [systemMath]),
    .trait(
      name: systemMath,
      description: "Functions of many numbers by SLEEF, in the vectors of the machine."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.0"),
    // Without the traits it compiles sooner; nothing here needs them.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", .upToNextMinor(from: "0.27.1")),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
  ],
  targets: systemLibraries + [kernels] + libraries + front
    + [testAllocations, testSupport, testWriter] + tests
)
