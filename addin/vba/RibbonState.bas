Attribute VB_Name = "RibbonState"
Option Explicit
' What the ribbon's get-callbacks answer: Python pushes it in one call, as lines NAME=VALUE.
' on:KIND lists the controls that are on while a workbook of that kind is active.

Private mText As String

Public Sub Receive(ByVal text As String)
    Dim before As String, seconds As Long
    On Error GoTo Failed
    before = mText
    mText = vbLf & text & vbLf
    If mText <> before Then Callbacks.Redraw
    seconds = CLng(Val(Field("tick")))
    If seconds > 0 Then
        Ticker.Start seconds
    Else
        Ticker.Halt
    End If
    Exit Sub
Failed:
    Trouble.Note "Receive"
End Sub

Public Function IsOn(ByVal id As String) As Boolean
    On Error GoTo Failed
    IsOn = Lists("on:" & Books.ActiveKind(), id)
    If Not IsOn Then
        If Books.ShowsResults() Then IsOn = Lists("on:results", id)
    End If
    Exit Function
Failed:
    IsOn = True
    Trouble.Note "IsOn"
End Function

Public Function LabelOf(ByVal id As String) As String
    On Error GoTo Failed
    LabelOf = Field("label:" & id)
    Exit Function
Failed:
    Trouble.Note "LabelOf"
End Function

Private Function Lists(ByVal name As String, ByVal id As String) As Boolean
    On Error GoTo Failed
    Lists = InStr(1, "," & Field(name) & ",", "," & id & ",", vbBinaryCompare) > 0
    Exit Function
Failed:
    Trouble.Note "Lists"
End Function

Private Function Field(ByVal name As String) As String
    Dim first As Long, last As Long
    On Error GoTo Failed
    If Len(mText) = 0 Then mText = vbLf & Facts.Word("state") & vbLf
    first = InStr(1, mText, vbLf & name & "=", vbBinaryCompare)
    If first = 0 Then Exit Function
    first = first + Len(name) + 2
    last = InStr(first, mText, vbLf, vbBinaryCompare)
    Field = Mid$(mText, first, last - first)
    Exit Function
Failed:
    Trouble.Note "Field"
End Function
