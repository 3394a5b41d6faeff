import Testing

@testable import VizReport
