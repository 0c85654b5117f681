using System.Collections;
using System.Data.Common;

namespace CustomerListSchedules.Features.RunCustomerList.Parts;

/// <summary>
/// Reads rows that come part after part, so that each part ends as a whole answer would: what writes a file from it needs to know of none.
/// The part's number stands in column 0.
/// </summary>
internal sealed class PartReader(DbDataReader rows) : DbDataReader
{
    private const int PartOrdinal = 0;

    private long part;

    /// <summary>Whether the reader stands on a row that was not given out yet.</summary>
    private bool ahead;

    private bool ended;

    /// <summary>Whether reading on has failed: there is no other part to be had.</summary>
    public bool Broken { get; private set; }

    /// <summary>Begins a part, whose number is greater than the last one's.</summary>
    /// <returns>Whether it has a row.</returns>
    public bool Begin(long number)
    {
        part = number;
        return IsOfPart();
    }

    public override bool Read()
    {
        if (!IsOfPart())
        {
            return false;
        }

        ahead = false;
        return true;
    }

    /// <summary>Passes over what is left of the part.</summary>
    public void Skip(CancellationToken cancellationToken)
    {
        while (Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private bool IsOfPart()
    {
        try
        {
            if (!ahead && !ended)
            {
                ended = !rows.Read();
                ahead = !ended;
            }

            return !ended && rows.GetInt64(PartOrdinal) == part;
        }
        catch
        {
            Broken = true;
            throw;
        }
    }

    public override int Depth => rows.Depth;

    public override int FieldCount => rows.FieldCount;

    public override bool HasRows => rows.HasRows;

    public override bool IsClosed => rows.IsClosed;

    public override int RecordsAffected => rows.RecordsAffected;

    public override object this[int ordinal] => rows[ordinal];

    public override object this[string name] => rows[name];

    public override bool GetBoolean(int ordinal) => rows.GetBoolean(ordinal);

    public override byte GetByte(int ordinal) => rows.GetByte(ordinal);

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) =>
        rows.GetBytes(ordinal, dataOffset, buffer, bufferOffset, length);

    public override char GetChar(int ordinal) => rows.GetChar(ordinal);

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) =>
        rows.GetChars(ordinal, dataOffset, buffer, bufferOffset, length);

    public override string GetDataTypeName(int ordinal) => rows.GetDataTypeName(ordinal);

    public override DateTime GetDateTime(int ordinal) => rows.GetDateTime(ordinal);

    public override decimal GetDecimal(int ordinal) => rows.GetDecimal(ordinal);

    public override double GetDouble(int ordinal) => rows.GetDouble(ordinal);

    public override IEnumerator GetEnumerator() => rows.GetEnumerator();

    public override Type GetFieldType(int ordinal) => rows.GetFieldType(ordinal);

    public override T GetFieldValue<T>(int ordinal) => rows.GetFieldValue<T>(ordinal);

    public override float GetFloat(int ordinal) => rows.GetFloat(ordinal);

    public override Guid GetGuid(int ordinal) => rows.GetGuid(ordinal);

    public override short GetInt16(int ordinal) => rows.GetInt16(ordinal);

    public override int GetInt32(int ordinal) => rows.GetInt32(ordinal);

    public override long GetInt64(int ordinal) => rows.GetInt64(ordinal);

    public override string GetName(int ordinal) => rows.GetName(ordinal);

    public override int GetOrdinal(string name) => rows.GetOrdinal(name);

    public override string GetString(int ordinal) => rows.GetString(ordinal);

    public override object GetValue(int ordinal) => rows.GetValue(ordinal);

    public override int GetValues(object[] values) => rows.GetValues(values);

    public override bool IsDBNull(int ordinal) => rows.IsDBNull(ordinal);

    public override bool NextResult() => false;
}
