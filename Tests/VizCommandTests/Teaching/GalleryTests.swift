import Foundation
import Testing
import VizBP
import VizLectures

@Suite struct GalleryTests {
  @Test func drawsEverything() async throws {
    try await inFolder { folder in
      let outcome = try await vizbp("gallery", "-o", "a/b", in: folder)
      let (graphs, figures) = (WorkedExample.lectures.map(\.id), LectureFigure.all.map(\.id))
      let count = graphs.count + figures.count
      #expect(
        outcome
          == Outcome(
            status: 0, bytes: Array("\(count) pictures: open a/b/index.html\n".utf8), errors: ""))
      let page = try folder.text("a/b/index.html")
      for name in graphs + figures {
        for ending in [".svg", "-dark.svg", ".png", ".pdf", ".tex"] {
          #expect(try !folder.bytes("a/b/\(name)\(ending)").isEmpty)
          #expect(page.contains("\"\(name)\(ending)\""))
        }
        #expect(page.contains("href=\"#\(name)\"") && page.contains("id=\"\(name)\""))
        #expect(page.contains("\"\(name).json\"") == graphs.contains(name))
      }
      for name in graphs {
        try ComputationGraph(jsonData: folder.bytes("a/b/\(name).json")).verify()
      }
      for topic in LectureFigure.Topic.allCases { #expect(page.contains(topic.rawValue)) }
      #expect(!page.contains("alt=\"\""))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.file("a/b")).count
          == 5 * count + graphs.count + 1)
      let again = try await vizbp(
        "gallery", "add-mul", "loss-landscape", "curves-seeds", "-o", "again", "--quiet", in: folder
      )
      #expect(again == Outcome(status: 0, bytes: [], errors: ""))
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.file("again"))
      where name != "index.html" {
        #expect(try folder.bytes("a/b/\(name)") == folder.bytes("again/\(name)"), "\(name)")
      }
    }
  }

  @Test func drawsWhatIsNamed() async throws {
    try await inFolder { folder in
      let outcome = try await vizbp("gallery", "folding", "add-mul", "-o", "out", in: folder)
      #expect(outcome.output == "2 pictures: open out/index.html\n" && outcome.status == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).count == 12)
      let page = try folder.text("out/index.html")
      #expect(page.contains("Graphs") && page.contains("vizbp gallery folding"))
      #expect(!page.contains(LectureFigure.Topic.training.rawValue))
    }
  }

  @Test func unknownNamesAreRefused() async throws {
    try await inFolder { folder in
      try await expectRefusal(
        ["gallery", "foldin", "-o", "out"], 64,
        "error: there is no picture named \"foldin\"\ndid you mean folding?",
        in: folder)
      #expect(try folder.names == [])
    }
  }

  @Test func templatesOfAFolderReplaceTheProgramsOwn() async throws {
    try await inFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder.file("own"), withIntermediateDirectories: true)
      try folder.write(
        "{{#sections}}{{name}}:{{#entries}}[{{id}}]{{/entries}}{{/sections}}",
        to: "own/gallery.mustache")
      let outcome = try await vizbp(
        "gallery", "gate-patterns", "iterates", "--templates", "own", "-o", "out", "-q", in: folder)
      #expect(outcome == Outcome(status: 0, bytes: [], errors: ""))
      #expect(
        try folder.text("out/index.html")
          == "Graphs:[gate-patterns]\(LectureFigure.Topic.functions.rawValue):[iterates]")
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
