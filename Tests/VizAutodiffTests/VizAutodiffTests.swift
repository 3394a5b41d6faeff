import Testing

@testable import VizAutodiff
