Attribute VB_Name = "Facts"
Option Explicit
' Words that are needed before Python runs: on the add-in's own sheet, for this text is ASCII.

Public Function Word(ByVal name As String) As String
    Dim i As Long
    On Error GoTo Failed
    With ThisWorkbook.Worksheets("facts")
        For i = 1 To 20
            If .Cells(i, 1).Value = name Then
                Word = .Cells(i, 2).Value
                Exit Function
            End If
        Next i
    End With
    Exit Function
Failed:
    Trouble.Note "Word"
End Function
