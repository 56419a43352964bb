Attribute VB_Name = "Dispatch"
Option Explicit
' The only way into Python. A command is made of our own words and of letters, digits and
' underscores; names that a user chose go as hexadecimal digits.

Private Const ENTRY As String = "import gjj_xl.ribbon.entry as entry; entry."
Private mBusy As Boolean
Private mStarted As Boolean

Public Sub Click(ByVal id As String)
    On Error GoTo Failed
    If mBusy Then Exit Sub
    Hand "click('" & Encode.Plain(id) & "')"
    Exit Sub
Failed:
    mBusy = False
    Trouble.Show Err.Description
End Sub

Public Function Tick() As Boolean
    On Error GoTo Failed
    If mStarted And Not mBusy Then Hand "tick()"
    Tick = True
    Exit Function
Failed:
    mBusy = False
    Trouble.Note "Tick"
End Function

Public Sub Opened(ByVal book As String)
    On Error GoTo Failed
    If mBusy Then Exit Sub
    Hand "opened('" & Encode.Hexed(book) & "')"
    Exit Sub
Failed:
    mBusy = False
    Trouble.Note "Opened"
End Sub

Public Sub Changed(ByVal book As String, ByVal sheet As String, ByVal address As String)
    On Error GoTo Failed
    If mBusy Then Exit Sub
    Hand "changed('" & Encode.Hexed(book) & "', '" & Encode.Hexed(sheet) & "', '" _
        & Encode.Hexed(address) & "')"
    Exit Sub
Failed:
    mBusy = False
    Trouble.Note "Changed"
End Sub

Public Sub Closing()
    On Error GoTo Failed
    If mStarted And Not mBusy Then Hand "closing()"
    Exit Sub
Failed:
    mBusy = False
    Trouble.Note "Closing"
End Sub

' Errors are the caller's. While Python works it calls RibbonState.Receive.
Private Sub Hand(ByVal command As String)
    Dim answer As Variant
    mBusy = True
    answer = RunPython(ENTRY & command)
    mBusy = False
    mStarted = True
End Sub
