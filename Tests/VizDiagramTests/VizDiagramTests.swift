import Testing

@testable import VizDiagram
