using Analytics.Etl.Commands;
using Analytics.Sql.Connections;

PrivateFile.ByDefault();
using var stop = new StopSignals();
return await CommandLine.RunAsync(args, Console.Out, Console.Error, stop.Token);
