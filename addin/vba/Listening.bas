Attribute VB_Name = "Listening"
Option Explicit
' Whether we hear of Excel's events.

Private mEvents As AppEvents

Public Sub Start()
    On Error GoTo Failed
    If Not mEvents Is Nothing Then Exit Sub
    Set mEvents = New AppEvents
    Set mEvents.App = Application
    Exit Sub
Failed:
    Trouble.Note "Listening.Start"
End Sub

Public Sub Halt()
    On Error GoTo Failed
    Set mEvents = Nothing
    Exit Sub
Failed:
    Trouble.Note "Listening.Halt"
End Sub
