using System.Collections;
using System.Data.Common;

namespace CustomerListSchedules.Unit.Infrastructure.Files;

/// <summary>As many rows of one number, counted from 1, as are asked for; where text is asked for, the same in each cell.</summary>
internal sealed class Counted(long rows, string text = "") : DbDataReader
{
    private long row;

    public override int FieldCount => 1;

    public override bool HasRows => rows > 0;

    public override bool IsClosed => false;

    public override int RecordsAffected => -1;

    public override int Depth => 0;

    public override object this[int ordinal] => row;

    public override object this[string name] => row;

    public override bool Read() => ++row <= rows;

    public override long GetInt64(int ordinal) => row;

    public override bool IsDBNull(int ordinal) => false;

    public override bool NextResult() => false;

    public override bool GetBoolean(int ordinal) => throw new NotSupportedException();

    public override byte GetByte(int ordinal) => throw new NotSupportedException();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException();

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        throw new NotSupportedException();

    public override string GetDataTypeName(int ordinal) => "bigint";

    public override DateTime GetDateTime(int ordinal) => throw new NotSupportedException();

    public override decimal GetDecimal(int ordinal) => throw new NotSupportedException();

    public override double GetDouble(int ordinal) => throw new NotSupportedException();

    public override IEnumerator GetEnumerator() => throw new NotSupportedException();

    public override Type GetFieldType(int ordinal) => typeof(long);

    public override float GetFloat(int ordinal) => throw new NotSupportedException();

    public override Guid GetGuid(int ordinal) => throw new NotSupportedException();

    public override short GetInt16(int ordinal) => throw new NotSupportedException();

    public override int GetInt32(int ordinal) => throw new NotSupportedException();

    public override string GetName(int ordinal) => "n";

    public override int GetOrdinal(string name) => 0;

    public override string GetString(int ordinal) => text;

    public override object GetValue(int ordinal) => row;

    public override int GetValues(object[] values) => throw new NotSupportedException();
}
