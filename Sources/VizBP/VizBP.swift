// `import VizBP` is to shadow nobody: of rooms with names that other people have, too, it re-exports
// the types one by one. Whoever draws by hand says `import VizDrawing`.
//
// Not re-exported of VizDrawing: Canvas, Color, Font, Group, Path.
// Not re-exported of VizTrace, as Foundation has them: Dimension, Operation, Port.
@_exported import VizAutodiff
@_exported import VizBase
@_exported import VizCapture
@_exported import VizCheck
@_exported import VizDiagnosis
@_exported import VizDiagram
@_exported import VizEvents
@_exported import VizLectures
@_exported import VizLive
@_exported import VizNeural
@_exported import VizONNX
@_exported import VizPlot
@_exported import VizReport
@_exported import VizStatistics
@_exported import VizTensor
@_exported import VizTraining

@_exported import struct VizDrawing.Animation
@_exported import struct VizDrawing.ColorMap
@_exported import struct VizDrawing.DrawingError
@_exported import enum VizDrawing.Family
@_exported import enum VizDrawing.OutputKind
@_exported import struct VizDrawing.Paint
@_exported import enum VizDrawing.Palette
@_exported import struct VizDrawing.Picture
@_exported import struct VizDrawing.Point
@_exported import struct VizDrawing.Raster
@_exported import struct VizDrawing.Rect
@_exported import struct VizDrawing.Size
@_exported import struct VizDrawing.Stroke
@_exported import enum VizDrawing.TextAnchor
@_exported import struct VizDrawing.TextExtent
@_exported import enum VizDrawing.TextMeasurer
@_exported import struct VizDrawing.Theme
@_exported import struct VizDrawing.Tint
@_exported import struct VizTrace.Circuit
@_exported import struct VizTrace.ComputationGraph
@_exported import struct VizTrace.Contribution
@_exported import struct VizTrace.Correction
@_exported import struct VizTrace.DType
@_exported import struct VizTrace.DecisionExamples
@_exported import struct VizTrace.DecisionField
@_exported import struct VizTrace.GraphError
@_exported import enum VizTrace.LocalDerivative
@_exported import struct VizTrace.LogRemark
@_exported import struct VizTrace.MemoryTrace
@_exported import struct VizTrace.MetricError
@_exported import struct VizTrace.MetricRoles
@_exported import struct VizTrace.MetricSeries
@_exported import struct VizTrace.MetricTable
@_exported import struct VizTrace.MetricValues
@_exported import struct VizTrace.Node
@_exported import struct VizTrace.NodeIndex
@_exported import enum VizTrace.Role
@_exported import struct VizTrace.SequenceAnswers
@_exported import enum VizTrace.TensorData
@_exported import struct VizTrace.TensorSummary
@_exported import struct VizTrace.UpdateRule
@_exported import struct VizTrace.Use
