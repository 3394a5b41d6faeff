import Testing

@testable import VizCapture
