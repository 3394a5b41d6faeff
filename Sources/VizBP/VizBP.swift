@_exported import VizAutodiff
@_exported import VizCapture
@_exported import VizDiagram
@_exported import VizDrawing
@_exported import VizPlot
@_exported import VizReport
@_exported import VizTensor
@_exported import VizTrace
