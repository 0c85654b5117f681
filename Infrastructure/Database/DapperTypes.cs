using Dapper;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;

namespace CustomerListSchedules.Infrastructure.Database;

internal static class DapperTypes
{
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new LocalDateHandler());
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<Instant>
    {
        public override Instant Parse(object value) => value switch
        {
            DateTime time => Instant.FromDateTimeUtc(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
            DateTimeOffset time => Instant.FromDateTimeOffset(time),
            _ => throw new InvalidCastException($"{value.GetType()} is not an instant."),
        };

        public override void SetValue(System.Data.IDbDataParameter parameter, Instant value)
        {
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz;
            parameter.Value = value.ToDateTimeUtc();
        }
    }

    private sealed class LocalDateHandler : SqlMapper.TypeHandler<LocalDate>
    {
        public override LocalDate Parse(object value) => value switch
        {
            DateOnly date => LocalDate.FromDateOnly(date),
            DateTime date => LocalDate.FromDateTime(date),
            _ => throw new InvalidCastException($"{value.GetType()} is not a date."),
        };

        public override void SetValue(System.Data.IDbDataParameter parameter, LocalDate value)
        {
            ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Date;
            parameter.Value = value.ToDateOnly();
        }
    }
}
