using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Analytics.Etl.Load;

/// <summary>
/// A folder that is held open: what is looked up in it is looked up there, whatever stands at its path by then. Whoever writes into the inbox may put
/// a link in a folder's place at any moment,
/// and would have this process, which may be root's, move files from or to wherever it leads.
/// </summary>
[SupportedOSPlatform("linux")]
sealed partial class PinnedFolder : IDisposable
{
    readonly SafeFileHandle _handle;

    PinnedFolder(SafeFileHandle handle) => _handle = handle;

    /// <summary>The folder, which lies below <paramref name="root"/>; null where it is not there, or something else is, such as a link.</summary>
    /// <param name="isMade">It is made where it is missing.</param>
    public static PinnedFolder? Open(string root, string folder, bool isMade)
    {
        if (isMade)
            Directory.CreateDirectory(root);
        var handle = OpenAt(AtCurrent, root, OnlyPath | OnlyFolder | CloseOnExec, 0);
        foreach (var part in Path.GetRelativePath(root, folder).Split(Path.DirectorySeparatorChar).Where(part => part != "."))
        {
            if (handle.IsInvalid)
                break;
            // What stands there already shows what it is when it is opened.
            if (isMade)
                _ = MakeAt(handle, part, AllBits);
            var next = OpenAt(handle, part, OnlyPath | OnlyFolder | CloseOnExec | RegularFile.DoNotFollow, 0);
            var error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            Marshal.SetLastPInvokeError(error);
            handle = next;
        }

        return handle.IsInvalid
            ? Marshal.GetLastPInvokeError() is NoEntry or NoFolder or IsLink
                ? null
                : throw RegularFile.Failure()
            : new(handle);
    }

    /// <summary>Moves a regular file from here; false where there is none.</summary>
    public bool TryMove(string name, PinnedFolder to, string toName)
    {
        if (!RegularFile.IsAt(_handle, name))
            return false;
        if (RenameAt(_handle, name, to._handle, toName) == 0)
            return true;
        return Marshal.GetLastPInvokeError() switch
        {
            NoEntry => false,
            OtherDisk => TryCopy(name, to, toName),
            _ => throw RegularFile.Failure(),
        };
    }

    public void Dispose() => _handle.Dispose();

    bool TryCopy(string name, PinnedFolder to, string toName)
    {
        using var from = RegularFile.OpenAt(_handle, name);
        using (var copy = new FileStream(Valid(OpenAt(to._handle, toName, WriteOnly | Create | Exclusively | CloseOnExec, OwnerOnly)), FileAccess.Write))
        {
            from.CopyTo(copy);
            copy.Flush();
            File.SetLastWriteTimeUtc(copy.SafeFileHandle, File.GetLastWriteTimeUtc(from.SafeFileHandle));
        }

        return RemoveAt(_handle, name, 0) == 0 ? true : throw RegularFile.Failure();
    }

    static SafeFileHandle Valid(SafeFileHandle handle) => handle.IsInvalid ? throw RegularFile.Failure() : handle;

    // Of the kernel's interface (fcntl.h, errno.h), the same for all processors but where it says otherwise.
    const int AtCurrent = -100,
        WriteOnly = 1,
        Create = 0x40,
        Exclusively = 0x80,
        CloseOnExec = 0x80000,
        OnlyPath = 0x200000,
        OwnerOnly = 0b110_000_000,
        AllBits = 0b111_111_111;
    const int NoEntry = 2,
        OtherDisk = 18,
        NoFolder = 20,
        IsLink = 40;

    static int OnlyFolder => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenAt(int folder, string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenAt(SafeFileHandle folder, string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeAt(SafeFileHandle folder, string path, int mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(SafeFileHandle folder, string path, SafeFileHandle toFolder, string toPath);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RemoveAt(SafeFileHandle folder, string path, int flags);
}
