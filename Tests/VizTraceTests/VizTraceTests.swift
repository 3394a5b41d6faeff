import Testing

@testable import VizTrace
