using CustomerListSchedules;

var builder = WebApplication.CreateBuilder(args);
await using var database = await StartUp.ProvideDatabaseAsync(builder);
builder.AddCustomerListSchedules();

var app = builder.Build();
app.UseCustomerListSchedules();
await app.PrepareAsync();
await app.RunAsync();
