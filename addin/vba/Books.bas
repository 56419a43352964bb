Attribute VB_Name = "Books"
Option Explicit
' What kind of workbook is active. Ours have a name of their own, whatever the file is called.

Private Const OURS As String = "gjj_business"
Private Const RESULTS As String = "gjj_results"
Private Const FORM As String = "gjj_form"

Public Function ActiveKind() As String
    On Error GoTo Failed
    If ActiveWorkbook Is Nothing Then
        ActiveKind = "none"
    ElseIf HasName(ActiveWorkbook, FORM) Then
        ActiveKind = "form"
    ElseIf Not IsOurs(ActiveWorkbook) Then
        ActiveKind = "foreign"
    ElseIf HasSheet(ActiveWorkbook, Facts.Word("receipt")) Then
        ActiveKind = "sent"
    Else
        ActiveKind = "ours"
    End If
    Exit Function
Failed:
    ActiveKind = "none"
    Trouble.Note "ActiveKind"
End Function

Public Function IsOurs(ByVal Wb As Object) As Boolean
    On Error GoTo Failed
    If Not Wb Is Nothing Then IsOurs = HasName(Wb, OURS) Or HasName(Wb, FORM)
    Exit Function
Failed:
    Trouble.Note "IsOurs"
End Function

Public Function ShowsResults() As Boolean
    On Error GoTo Failed
    If Not ActiveWorkbook Is Nothing Then ShowsResults = HasName(ActiveSheet, RESULTS)
    Exit Function
Failed:
    Trouble.Note "ShowsResults"
End Function

Public Function IsForm(ByVal Sh As Object) As Boolean
    On Error GoTo Failed
    IsForm = HasName(Sh.Parent, FORM)
    Exit Function
Failed:
    Trouble.Note "IsForm"
End Function

' A sheet's own names come as Sheet!name.
Private Function HasName(ByVal owner As Object, ByVal wanted As String) As Boolean
    Dim one As Object, found As String
    On Error GoTo Failed
    For Each one In owner.Names
        found = one.Name
        If InStr(found, "!") > 0 Then found = Mid$(found, InStrRev(found, "!") + 1)
        If LCase$(found) = wanted Then
            HasName = True
            Exit Function
        End If
    Next one
    Exit Function
Failed:
    Trouble.Note "HasName"
End Function

Private Function HasSheet(ByVal Wb As Object, ByVal wanted As String) As Boolean
    Dim one As Object
    On Error GoTo Failed
    For Each one In Wb.Worksheets
        If one.Name = wanted Then
            HasSheet = True
            Exit Function
        End If
    Next one
    Exit Function
Failed:
    Trouble.Note "HasSheet"
End Function
