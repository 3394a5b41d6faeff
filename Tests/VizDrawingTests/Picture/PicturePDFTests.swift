import Testing

@testable import VizDrawing

@Suite struct PicturePDFTests {
  @Test func hasATitleAndNoDate() throws {
    var picture = Samples.rich()
    picture.title = "Loss falls"
    picture.summary = "From 1.09 to 0.03."
    let pdf = String(decoding: try picture.pdf(), as: UTF8.self)
    #expect(pdf.hasPrefix("%PDF-1."))
    #expect(pdf.contains("/Title (Loss falls)"))
    #expect(pdf.contains("/Subject (From 1.09 to 0.03.)"))
    #expect(!pdf.contains("Date"))
  }
}
