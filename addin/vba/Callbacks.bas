Attribute VB_Name = "Callbacks"
Option Explicit
' What ribbon.xml calls. An unhandled error would cost us the ribbon object: none leaves.

Private mRibbon As IRibbonUI

Public Sub GjjLoad(ribbon As IRibbonUI)
    On Error GoTo Failed
    Set mRibbon = ribbon
    Listening.Start
    Exit Sub
Failed:
    Trouble.Note "GjjLoad"
End Sub

Public Sub GjjClick(control As IRibbonControl)
    On Error GoTo Failed
    Dispatch.Click control.ID
    Exit Sub
Failed:
    Trouble.Show Err.Description
End Sub

Public Sub GjjEnabled(control As IRibbonControl, ByRef returnedVal As Variant)
    On Error GoTo Failed
    returnedVal = RibbonState.IsOn(control.ID)
    Exit Sub
Failed:
    returnedVal = True
    Trouble.Note "GjjEnabled"
End Sub

Public Sub GjjLabel(control As IRibbonControl, ByRef returnedVal As Variant)
    On Error GoTo Failed
    returnedVal = RibbonState.LabelOf(control.ID)
    Exit Sub
Failed:
    returnedVal = ""
    Trouble.Note "GjjLabel"
End Sub

Public Sub Redraw()
    On Error GoTo Failed
    If Not mRibbon Is Nothing Then mRibbon.Invalidate
    Exit Sub
Failed:
    Trouble.Note "Redraw"
End Sub
