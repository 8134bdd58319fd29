using Analytics.Sql;
using Analytics.Sql.Access;
using Analytics.Sql.Commands;
using Analytics.Sql.Connections;
using Npgsql;

namespace Analytics.Tests.Sql.Commands;

/// <summary>Asking and answering, each side in its own role.</summary>
public sealed class CommandsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private Warehouse _warehouse = null!;

    private CommandReader Book => new(ScopedReader.OfAll(_warehouse.Reader));

    private CommandQueue Queue => new(_warehouse.Loader);

    public async ValueTask InitializeAsync() => _warehouse = await postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => _warehouse.DisposeAsync();

    [Fact]
    public async Task Command_FromRequestToAnswer_IsSeenByTheOneWhoAsked()
    {
        var number = await Book.RequestAsync(new UploadArguments(["a/紹介.csv"], Owner: "0149"));
        var asked = await Book.FindAsync(number);
        Assert.Equal(("requested", "load-upload", true), (asked!.State, asked.Kind, asked.IsOpen));
        Assert.Equal(["a/紹介.csv"], asked.Upload!.Files);
        Assert.Equal((null, "0149"), (asked.Upload.Dataset, asked.Upload.Owner));

        Assert.True(await Queue.TakeAsync(_ => Task.FromResult<Bilingual?>(null)));
        Assert.Equal("taken", (await Book.FindAsync(number))!.State);

        await Queue.FinishAsync(
            number,
            true,
            new("済み", "Done"),
            """{"publication":3,"files":[{"file":"紹介.csv","fate":"loaded","batch":7,"read":2,"loaded":1,"rejected":1}]}"""
        );
        var answered = await Book.FindAsync(number);
        Assert.Equal(("done", "Done", 3, 7), (answered!.State, answered.Message!.En, answered.UploadAnswer!.Publication, answered.UploadAnswer.Files[0].Batch));
        Assert.Empty(await Book.OpenAsync());
    }

    [Fact]
    public async Task Take_WorkerFailsWhileStarting_LeavesTheCommandForAnother()
    {
        var number = await Book.RequestAsync(new JobArguments("CheckWarehouse"));

        await Assert.ThrowsAsync<IOException>(() => Queue.TakeAsync(_ => throw new IOException("the worker dies")));

        Assert.Equal("requested", (await Book.FindAsync(number))!.State);
        Assert.True(await Queue.TakeAsync(_ => Task.FromResult<Bilingual?>(new("だめ", "No"))));
        var refused = await Book.FindAsync(number);
        Assert.Equal(("failed", "No"), (refused!.State, refused.Message!.En));
    }

    [Fact]
    public async Task Take_TwoWorkersAtOnce_EachCommandIsTakenOnce()
    {
        for (var i = 0; i < 10; i++)
            await Book.RequestAsync(new JobArguments($"{i}"));
        var taken = new System.Collections.Concurrent.ConcurrentBag<long>();

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    while (
                        await Queue.TakeAsync(command =>
                        {
                            taken.Add(command.Command);
                            return Task.FromResult<Bilingual?>(null);
                        })
                    ) { }
                })
        );

        // A worker that finds all others locked leaves; whoever holds one goes on.
        Assert.Equal(10, taken.Count);
        Assert.Equal(10, taken.Distinct().Count());
    }

    [Fact]
    public async Task Return_CommandWhoseWorkerDied_IsTakenAgain()
    {
        var lost = await Book.RequestAsync(new JobArguments("A"));
        var running = await Book.RequestAsync(new JobArguments("B"));
        while (await Queue.TakeAsync(_ => Task.FromResult<Bilingual?>(null))) { }

        Assert.Equal(1, await Queue.ReturnAsync(command => Task.FromResult(command.Command == running)));

        Assert.Equal(["requested", "taken"], [(await Book.FindAsync(lost))!.State, (await Book.FindAsync(running))!.State]);
    }

    [Fact]
    public async Task Cancel_OnlyWhatNobodyHasTaken()
    {
        var waiting = await Book.RequestAsync(new JobArguments("A"));
        Assert.True(await Book.CancelAsync(waiting));
        Assert.Equal("cancelled", (await Book.FindAsync(waiting))!.State);
        Assert.False(await Queue.TakeAsync(_ => Task.FromResult<Bilingual?>(null)));

        var taken = await Book.RequestAsync(new JobArguments("B"));
        await Queue.TakeAsync(_ => Task.FromResult<Bilingual?>(null));
        Assert.False(await Book.CancelAsync(taken));
        Assert.False(await Book.CancelAsync(99));
    }

    [Fact]
    public async Task Request_IsAnnouncedOnItsChannel()
    {
        await using var connection = await _warehouse.Loader.OpenConnectionAsync();
        var heard = new TaskCompletionSource<string>();
        connection.Notification += (_, told) => heard.TrySetResult(told.Payload);
        await using (var listen = new NpgsqlCommand($"listen {CommandReader.Channel}", connection))
            await listen.ExecuteNonQueryAsync();

        var number = await Book.RequestAsync(new JobArguments("A"));
        await connection.WaitAsync();

        Assert.Equal($"{number}", await heard.Task);
    }

    [Theory]
    [InlineData("update app.commands set state = 'done'")]
    [InlineData("delete from app.commands")]
    [InlineData("insert into app.commands (kind, state) values ('run-job', 'done')")]
    [InlineData("insert into app.commands (kind, answer) values ('run-job', '{}')")]
    [InlineData("insert into app.commands (kind, requested_by) values ('run-job', 'somebody')")]
    public async Task Reader_AnythingButAsking_IsDenied(string sql)
    {
        await using var command = _warehouse.Reader.CreateCommand(sql);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
    }

    [Theory]
    [InlineData("insert into app.commands (kind) values ('drop-everything')")]
    [InlineData("insert into app.commands (kind, arguments) values ('run-job', '[]')")]
    public async Task Reader_CommandOfNoKind_IsRefused(string sql)
    {
        await using var command = _warehouse.Reader.CreateCommand(sql);
        Assert.Equal(PostgresErrorCodes.CheckViolation, (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
    }
}
