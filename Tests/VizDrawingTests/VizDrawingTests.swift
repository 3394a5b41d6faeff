import Testing

@testable import VizDrawing
