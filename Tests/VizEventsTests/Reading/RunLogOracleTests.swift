import Foundation
import Testing
import VizTrace

@testable import VizEvents

/// Files of other writers, against what TensorBoard's own reader finds in them; both are from
/// `Tests/Oracles/event_files.py`.
@Suite struct RunLogOracleTests {
  /// What TensorBoard found.
  private struct Found: Decodable {
    var scalars: [String: [Point<Number>]]
    var histograms: [String: [Point<[[Double]]>]]
    var images: [String: [Point<[Int]>]]
    var texts: [String: [Point<String>]]
    var graph: [GraphNode]?
  }

  private struct Point<Value: Decodable>: Decodable {
    var step: Int
    var wallTime: Double
    var value: Value

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      step = try list.decode(Int.self)
      wallTime = try list.decode(Double.self)
      value = try list.decode(Value.self)
    }
  }

  private struct Number: Decodable {
    var value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let name = try? container.decode(String.self) {
        value = try #require(Double(name))
      } else {
        value = try container.decode(Double.self)
      }
    }
  }

  private struct GraphNode: Decodable {
    var name: String
    var op: String
    var inputs: [String]

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      name = try list.decode(String.self)
      op = try list.decode(String.self)
      inputs = try list.decode([String].self)
    }
  }

  private func log(_ name: String) throws -> (RunLog, Found) {
    let log = try RunLog(folder: fixtures.appending(path: name).path)
    #expect(log.faults.isEmpty)
    let data = try Data(contentsOf: fixtures.appending(path: "\(name).json"))
    return (log, try JSONDecoder().decode(Found.self, from: data))
  }

  @Test(arguments: ["pytorch", "tf2"])
  func scalars(_ name: String) throws {
    let (log, found) = try log(name)
    #expect(!found.scalars.isEmpty)
    #expect(log.metrics.map(\.name) == found.scalars.keys.sorted())
    for (tag, points) in found.scalars {
      let metric = try #require(log.metric(tag))
      #expect(metric.steps == points.map { Double($0.step) })
      #expect(metric.wallTimes == points.map(\.wallTime))
      // NaN has a sign that JSON does not tell.
      #expect(
        bits(metric.values.map { $0.isNaN ? .nan : $0 }) == bits(points.map(\.value.value)))
    }
  }

  @Test(arguments: ["pytorch", "tf2"])
  func histograms(_ name: String) throws {
    let (log, found) = try log(name)
    #expect(!found.histograms.isEmpty)
    #expect(log.histogramTags == found.histograms.keys.sorted())
    for (tag, points) in found.histograms {
      let values = try log.histograms(tag)
      #expect(values.map(\.step) == points.map(\.step))
      for (value, point) in zip(values, points) {
        let bins = point.value
        if bins.first?[0] == bins.last?[1] {
          #expect(value.value.edges == [bins[0][0], bins[0][0]])
          #expect(value.value.counts.map(Double.init) == [bins.map { $0[2] }.reduce(0, +)])
        } else {
          // What PyTorch writes in double TensorBoard takes down in single precision.
          let edges = bins.map { $0[0] } + bins.suffix(1).map { $0[1] }
          #expect(
            value.value.edges.map(Float.init) == edges.map(Float.init)
              && (name == "pytorch" || value.value.edges == edges))
          #expect(value.value.counts.map(Double.init) == bins.map { $0[2] })
        }
      }
    }
  }

  @Test(arguments: ["pytorch", "tf2"])
  func everythingElse(_ name: String) throws {
    let (log, found) = try log(name)
    #expect(log.imageTags == found.images.keys.sorted())
    for (tag, points) in found.images {
      let images = try log.images(tag)
      #expect(
        images.map { [$0.value.width, $0.value.height, $0.value.data.count] }
          == points.map(\.value))
      #expect(images.allSatisfy { $0.value.data.starts(with: [0x89, 0x50, 0x4e, 0x47]) })
    }
    #expect(log.textTags.map { $0.replacing("/text_summary", with: "") } == ["note"])
    for (tag, points) in found.texts {
      #expect(try log.texts(tag).map(\.value) == points.map(\.value))
    }
  }

  @Test func graph() throws {
    let (log, found) = try log("pytorch")
    let nodes = try #require(found.graph)
    let graph = try #require(try log.graph())
    try graph.verify()
    #expect(graph.nodes.map(\.id) == nodes.map(\.name))
    #expect(graph.nodes.map(\.op) == nodes.map(\.op))
    // PyTorch names an input that no node is; an input has to be there.
    let names = Set(nodes.map(\.name))
    #expect(graph.nodes.map(\.inputs) == nodes.map { $0.inputs.filter { names.contains($0) } })
    #expect(graph.nodes.contains { $0.inputs.count > 1 })
    #expect(graph.nodes.contains { $0.scope?.hasPrefix("Sequential") == true })
  }

  @Test func hyperparameters() throws {
    let (log, _) = try log("tf2")
    #expect(try log.hyperparameters() == ["lr": 0.1, "optimizer": "adam", "nesterov": true])
  }
}
