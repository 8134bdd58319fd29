using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Etl.Load;

/// <summary>
/// Files that are nothing but files. What strangers put into a folder may be a link to a secret, a pipe that nobody writes to, a device or a folder that leads back to
/// itself: none of these is followed or opened.
/// </summary>
static partial class RegularFile
{
    /// <summary>All regular files below a folder; links to folders are not entered.</summary>
    public static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false }).Where(Is);

    public static bool Is(string path) => OperatingSystem.IsLinux() ? TypeOf(AtCurrent, path, NoFollow) == Regular : File.Exists(path) && new FileInfo(path).LinkTarget is null;

    /// <summary>Opens a file for reading, whatever was put in its place meanwhile.</summary>
    /// <exception cref="IOException">It cannot be opened, or is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path)
    {
        if (!OperatingSystem.IsLinux())
            return Is(path) ? File.OpenRead(path) : throw NotOne(path);
        // Without waiting for a pipe's writer.
        var handle = OpenFile(path, ReadOnly | NonBlocking | CloseOnExec | DoNotFollow);
        try
        {
            if (handle.IsInvalid)
                throw Marshal.GetLastPInvokeError() == AccessDenied ? new UnauthorizedAccessException(Marshal.GetLastPInvokeErrorMessage()) : new IOException(Marshal.GetLastPInvokeErrorMessage(), new Win32Exception());
            return TypeOf((int)handle.DangerousGetHandle(), "", EmptyPath) == Regular ? new FileStream(handle, FileAccess.Read) : throw NotOne(path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    static IOException NotOne(string path) => new($"{path}: {new Bilingual("通常のファイルではありません。", "This is no regular file.")}");

    /// <summary>The part of a mode that says what a file is; 0 where there is none.</summary>
    static int TypeOf(int folder, string path, int flags)
    {
        Span<byte> facts = stackalloc byte[256];
        return Statx(folder, path, flags, Type, facts) == 0 ? BitConverter.ToUInt16(facts[ModeAt..]) & TypeMask : 0;
    }

    // Of the kernel's interface (fcntl.h, stat.h), the same for all processors but where it says otherwise.
    const int ReadOnly = 0, NonBlocking = 0x800, CloseOnExec = 0x80000, AccessDenied = 13;
    const int AtCurrent = -100, NoFollow = 0x100, EmptyPath = 0x1000, Type = 1, ModeAt = 28, TypeMask = 0xF000, Regular = 0x8000;

    static int DoNotFollow => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, int mask, Span<byte> facts);
}
