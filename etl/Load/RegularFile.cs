using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Etl.Load;

/// <summary>
/// Files that are nothing but files. What strangers put into a folder may be a link to a secret, a pipe that nobody writes to, a device or a folder
/// that leads back to
/// itself: none of these is followed or opened.
/// </summary>
static partial class RegularFile
{
    /// <summary>All regular files below a folder; links to folders are not entered.</summary>
    /// <param name="closed">Takes the folders that may not be entered and the files whose names are no UTF-8. Without it such a folder ends the
    /// search, and such a file is passed over.</param>
    /// <exception cref="UnauthorizedAccessException">A folder may not be entered, and <paramref name="closed"/> is null.</exception>
    public static IReadOnlyList<string> Below(string folder, ICollection<string>? closed = null)
    {
        var (files, folders) = (new List<string>(), new Stack<string>([folder]));
        while (folders.TryPop(out var current))
        {
            try
            {
                foreach (
                    var path in Directory.EnumerateFileSystemEntries(
                        current,
                        "*",
                        new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false }
                    )
                )
                {
                    if (Directory.Exists(path))
                        folders.Push(path);
                    else if (Is(path))
                        files.Add(path);
                    else if (path.Contains('\uFFFD', StringComparison.Ordinal))
                        closed?.Add(path); // the name that was read is not the one that it has
                }
            }
            catch (UnauthorizedAccessException) when (closed is not null)
            {
                closed.Add(current);
            }
        }

        return files;
    }

    public static bool Is(string path) =>
        OperatingSystem.IsLinux() ? TypeOf(AtCurrent, path, NoFollow) == Regular : File.Exists(path) && new FileInfo(path).LinkTarget is null;

    /// <summary>Opens a file for reading, whatever was put in its place meanwhile.</summary>
    /// <exception cref="IOException">It cannot be opened, or is no regular file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path)
    {
        return OperatingSystem.IsLinux() ? Opened(OpenFile(AtCurrent, path, OpenFlags), path)
            : Is(path) ? File.OpenRead(path)
            : throw NotOne(path);
    }

    /// <summary>Moves a file from a folder below one root to one below another, whose missing folders are made. No link is followed on the way.</summary>
    /// <returns>False where there is no such regular file any more, or something else stands in a folder's place.</returns>
    public static bool TryMove(string root, string path, string targetRoot, string target)
    {
        var (folder, targetFolder) = (Path.GetDirectoryName(path)!, Path.GetDirectoryName(target)!);
        if (!OperatingSystem.IsLinux())
        {
            Directory.CreateDirectory(targetFolder);
            File.Move(path, target);
            return true;
        }

        using var from = PinnedFolder.Open(root, folder, isMade: false);
        using var to = PinnedFolder.Open(targetRoot, targetFolder, isMade: true);
        return from is not null && to is not null && from.TryMove(Path.GetFileName(path), to, Path.GetFileName(target));
    }

    /// <summary>As <see cref="Is"/>, of a name in an open folder.</summary>
    internal static bool IsAt(SafeFileHandle folder, string name) => TypeOf((int)folder.DangerousGetHandle(), name, NoFollow) == Regular;

    /// <summary>As <see cref="Open"/>, of a name in an open folder.</summary>
    internal static FileStream OpenAt(SafeFileHandle folder, string name) => Opened(OpenFile((int)folder.DangerousGetHandle(), name, OpenFlags), name);

    static FileStream Opened(SafeFileHandle handle, string path)
    {
        try
        {
            if (handle.IsInvalid)
                throw Failure();
            return TypeOf((int)handle.DangerousGetHandle(), "", EmptyPath) == Regular ? new FileStream(handle, FileAccess.Read) : throw NotOne(path);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The error of the last system call, as an exception.</summary>
    internal static Exception Failure() =>
        Marshal.GetLastPInvokeError() == AccessDenied
            ? new UnauthorizedAccessException(Marshal.GetLastPInvokeErrorMessage())
            : new IOException(Marshal.GetLastPInvokeErrorMessage(), new Win32Exception());

    static IOException NotOne(string path) => new($"{path}: {new Bilingual("通常のファイルではありません。", "This is no regular file.")}");

    /// <summary>The part of a mode that says what a file is; 0 where there is none.</summary>
    static int TypeOf(int folder, string path, int flags)
    {
        Span<byte> facts = stackalloc byte[256];
        return Statx(folder, path, flags, Type, facts) == 0 ? BitConverter.ToUInt16(facts[ModeAt..]) & TypeMask : 0;
    }

    // Of the kernel's interface (fcntl.h, stat.h), the same for all processors but where it says otherwise.
    const int ReadOnly = 0,
        NonBlocking = 0x800,
        CloseOnExec = 0x80000,
        AccessDenied = 13;
    const int AtCurrent = -100,
        NoFollow = 0x100,
        EmptyPath = 0x1000,
        Type = 1,
        ModeAt = 28,
        TypeMask = 0xF000,
        Regular = 0x8000;

    internal static int DoNotFollow => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    /// <summary>Opens without waiting for a pipe's writer.</summary>
    static int OpenFlags => ReadOnly | NonBlocking | CloseOnExec | DoNotFollow;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(int folder, string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, int mask, Span<byte> facts);
}
