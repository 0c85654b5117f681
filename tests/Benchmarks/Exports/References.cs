using Npgsql;

namespace CustomerListSchedules.Benchmarks.Exports;

/// <summary>What others make of the same query. Each is null where its tools are missing.</summary>
internal static class References
{
    public static void PsqlCopy(string connectionString, string file) =>
        BenchmarkServer.Run(
            "psql", [.. Connection(connectionString), "-c", $"\\copy ({Customers.Sql}) to '{file}' with (format csv, header)"]);

    public static Action<string>? LibXlsxWriter(string connectionString, string scratch)
    {
        if (!File.Exists("/usr/include/xlsxwriter.h") || !File.Exists("/usr/include/postgresql/libpq-fe.h"))
        {
            return null;
        }

        var program = Path.Combine(scratch, "libxlsxwriter");
        BenchmarkServer.Run(
            "gcc", "-O2", "-I/usr/include/postgresql", "-o", program, Path.Combine(AppContext.BaseDirectory, "Exports/libxlsxwriter.c"),
            "-lxlsxwriter", "-lpq");
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return file => BenchmarkServer.Run(program, $"host={parts.Host} user=postgres dbname={parts.Database}", Customers.Sql, file);
    }

    public static Action<string>? PythonXlsxWriter(string connectionString)
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists("/usr/lib/python3/dist-packages/xlsxwriter/__init__.py"))
        {
            return null;
        }

        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return file => BenchmarkServer.Run(
            python, Path.Combine(AppContext.BaseDirectory, "Exports/xlsxwriter_reference.py"), parts.Host!, parts.Database!, Customers.Sql,
            file);
    }

    private static string[] Connection(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return ["-h", parts.Host!, "-U", "postgres", "-d", parts.Database!, "-q", "-v", "ON_ERROR_STOP=1"];
    }
}
