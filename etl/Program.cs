using Analytics.Etl.Commands;
using Analytics.Sql.Storage;

PrivateFile.ByDefault();
using var stop = new StopSignals();
return await CommandLine.RunAsync(args, Console.Out, Console.Error, stop.Token);
