using Analytics.Dashboard.Api;
using Analytics.Dashboard.Frame;
using Analytics.Sql.Model;
using Npgsql;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(builder.Configuration["ANALYTICS_READER"] ?? ""));
builder.Services.AddModel(p => p.GetRequiredService<NpgsqlDataSource>());
builder.AddPages();
var app = builder.Build();
app.MapPages();
app.MapApi();
app.Run();
