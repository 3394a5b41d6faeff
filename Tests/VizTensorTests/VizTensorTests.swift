import Testing

@testable import VizTensor
