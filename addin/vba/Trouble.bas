Attribute VB_Name = "Trouble"
Option Explicit
' Where errors of this code end. Python tells its own; here it did not start, or is gone.

Public Sub Show(ByVal description As String)
    On Error Resume Next
    MsgBox Facts.Word("failed") & vbLf & vbLf & description, vbExclamation, Facts.Word("title")
End Sub

' For what the clerk did not ask for: no box.
Public Sub Note(ByVal place As String)
    Dim told As String
    told = "gjj_xl " & place & ": " & Err.Number & " " & Err.Description
    On Error Resume Next
    Debug.Print told
End Sub
