Attribute VB_Name = "Ticker"
Option Explicit
' The timer: as long as Python asks for it, after so many seconds, between the clerk's own actions.

Private Const PATIENCE As Long = 5
Private mSeconds As Long
Private mDue As Date
Private mWaiting As Boolean
Private mFailures As Long
Private mOpened As String

Public Sub Start(Optional ByVal seconds As Long = 1)
    On Error GoTo Failed
    If mWaiting And seconds >= mSeconds Then Exit Sub
    Halt
    mSeconds = seconds
    mDue = Now + TimeSerial(0, 0, seconds)
    Application.OnTime mDue, Target()
    mWaiting = True
    Exit Sub
Failed:
    Trouble.Note "Ticker.Start"
End Sub

' Left scheduled, a timer would open the add-in again after it was closed.
Public Sub Halt()
    On Error GoTo Failed
    If Not mWaiting Then Exit Sub
    mWaiting = False
    Application.OnTime mDue, Target(), , False
    Exit Sub
Failed:
    Trouble.Note "Ticker.Halt"
End Sub

' A workbook of ours was opened: Python is told when Excel has done with opening it.
Public Sub Later(ByVal book As String)
    On Error GoTo Failed
    mOpened = mOpened & book & vbLf
    Start
    Exit Sub
Failed:
    Trouble.Note "Ticker.Later"
End Sub

Public Sub GjjTick()
    Dim book As String
    On Error GoTo Failed
    mWaiting = False
    If Len(mOpened) > 0 Then
        book = Left$(mOpened, InStr(mOpened, vbLf) - 1)
        mOpened = Mid$(mOpened, Len(book) + 2)
        Dispatch.Opened book
        If Len(mOpened) > 0 Then Start
        Exit Sub
    End If
    If Dispatch.Tick() Then
        mFailures = 0
    Else
        mFailures = mFailures + 1
        If mFailures < PATIENCE Then Start
    End If
    Exit Sub
Failed:
    Trouble.Note "GjjTick"
End Sub

Private Function Target() As String
    On Error GoTo Failed
    Target = "'" & ThisWorkbook.Name & "'!GjjTick"
    Exit Function
Failed:
    Trouble.Note "Target"
End Function
