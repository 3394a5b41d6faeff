import Foundation
import Testing
import VizBP

@Suite struct GalleryTests {
  @Test func drawsEveryExample() async throws {
    try await inFolder { folder in
      let outcome = try await vizbp("gallery", "-o", "a/b", in: folder)
      let count = WorkedExample.lectures.count
      #expect(
        outcome
          == Outcome(
            status: 0, bytes: Array("\(count) examples: open a/b/index.html\n".utf8), errors: ""))
      let page = try folder.text("a/b/index.html")
      for example in WorkedExample.lectures {
        for ending in [".svg", "-dark.svg", ".png", ".pdf", ".json"] {
          #expect(try !folder.bytes("a/b/\(example.id)\(ending)").isEmpty)
        }
        #expect(page.contains("\(example.id).svg"))
        let graph = try ComputationGraph(jsonData: folder.bytes("a/b/\(example.id).json"))
        try graph.verify()
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.file("a/b")).count
          == 5 * count + 1)
      let again = try await vizbp("gallery", "-o", "a/b", "--quiet", in: folder)
      #expect(again == Outcome(status: 0, bytes: [], errors: ""))
      #expect(try folder.text("a/b/index.html") == page)
    }
  }

  @Test func templatesOfAFolderReplaceTheProgramsOwn() async throws {
    try await inFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder.file("own"), withIntermediateDirectories: true)
      try folder.write("{{#examples}}[{{id}}]{{/examples}}", to: "own/gallery.mustache")
      let outcome = try await vizbp("gallery", "--templates", "own", "-o", "out", "-q", in: folder)
      #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      #expect(
        try folder.text("out/index.html")
          == WorkedExample.lectures.map { "[\($0.id)]" }.joined())
    }
  }

  @Test(arguments: [
    ("{{#examples}}", ":1:14: a section is never closed"),
    ("{{id", ":1:5: the template is malformed"),
    ("a\n{{/examples}}", ":2:4: another section should be closed here"),
    ("\n{{ > style }}", ":2: templates cannot include other templates"),
    ("{{<gallery}}{{/gallery}}", ":1: templates cannot include other templates"),
    ("{{=x=}}", ":1:4: these are no delimiters"),
  ])
  func malformedTemplatesAreRefused(template: String, words: String) async throws {
    try await inFolder { folder in
      try folder.write(template, to: "gallery.mustache")
      try await expectRefusal(
        ["gallery", "--templates", ".", "-o", "out"], 65,
        "error: ./gallery.mustache\(words)", in: folder)
      // What is wrong is said before anything is drawn.
      #expect(try folder.names == ["gallery.mustache"])
    }
  }

  @Test func templatesThatCannotBeReadAreRefused() async throws {
    try await inFolder { folder in
      try await expectRefusal(
        ["gallery", "--templates", "none"], 66, "error: none: there is no such folder of templates",
        in: folder)
      try Data([0xff]).write(to: URL(filePath: folder.file("gallery.mustache")))
      try await expectRefusal(
        ["gallery", "--templates", "gallery.mustache"], 66,
        "error: gallery.mustache: there is no such folder of templates", in: folder)
      try await expectRefusal(
        ["gallery", "--templates", "."], 66,
        "error: ./gallery.mustache: the template cannot be read as UTF-8 text", in: folder)
    }
  }

  @Test func foldersThatCannotBeMadeAreRefused() async throws {
    try await inFolder { folder in
      try folder.write("", to: "file")
      try await expectRefusal(
        ["gallery", "-o", "file"], 73, "error: file: it is not a directory", in: folder)
      try await expectRefusal(
        ["gallery", "-o", "file/below"], 73,
        "error: file/below: a part of the path is not a directory", in: folder)
      try await expectRefusal(
        ["gallery", "-o", ""], 73, "error: '': there is no such file or folder", in: folder)
      #expect(try folder.names == ["file"])
    }
  }
}
