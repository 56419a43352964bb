Attribute VB_Name = "Encode"
Option Explicit
' Text on its way into a Python command: nothing in it can be taken for code.

Private Const SAFE As String = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

' Only the letters, digits and underscores of a control's id.
Public Function Plain(ByVal text As String) As String
    Dim i As Long, one As String
    On Error GoTo Failed
    For i = 1 To Len(text)
        one = Mid$(text, i, 1)
        If InStr(1, SAFE, one, vbBinaryCompare) > 0 Then Plain = Plain & one
    Next i
    Exit Function
Failed:
    Plain = ""
    Trouble.Note "Plain"
End Function

' Four hexadecimal digits for each UTF-16 unit.
Public Function Hexed(ByVal text As String) As String
    Dim i As Long, unit As Long
    On Error GoTo Failed
    For i = 1 To Len(text)
        unit = AscW(Mid$(text, i, 1))
        If unit < 0 Then unit = unit + 65536
        Hexed = Hexed & Right$("0000" & Hex$(unit), 4)
    Next i
    Exit Function
Failed:
    Hexed = ""
    Trouble.Note "Hexed"
End Function
