using System.Data.Common;

namespace CustomerListSchedules.Features.RunCustomerList.Reading;

/// <summary>
/// Reads a list's rows for what writes a file from them: tells <see cref="Newcomers"/> of each, passes over those of the others where the
/// file has the new customers alone, and has one column more where they are marked.
/// </summary>
/// <param name="rows">The list's, customer_id in column 1.</param>
/// <param name="newcomers">Told of each row.</param>
/// <param name="mark">Where customers are marked, the column that says whether the row's is new: true, or empty.</param>
/// <param name="isFirst">Of the row that the reader stands on: whether no other of its customer has gone by.</param>
internal sealed class NewcomerReader(DbDataReader rows, Newcomers newcomers, int mark, Func<bool> isFirst) : ReaderOver(rows)
{
    private const int CustomerIdOrdinal = 1;

    private readonly bool alone = newcomers.Alone;
    private readonly int marked = newcomers.Marked ? mark : -1;
    private bool isNew;
    private bool ahead;

    /// <summary>Whether no other row of this row's customer has gone by.</summary>
    public bool IsFirst { get; private set; }

    /// <summary>How many rows of the list were passed over.</summary>
    public long Skipped { get; private set; }

    /// <summary>Before anything is read: whether there is a row to be written.</summary>
    public bool Any() => ahead = Read();

    public override bool Read()
    {
        if (ahead)
        {
            ahead = false;
            return true;
        }

        while (Rows.Read())
        {
            IsFirst = isFirst();
            isNew = newcomers.IsNew(Rows.GetInt64(CustomerIdOrdinal), IsFirst);
            if (isNew || !alone)
            {
                return true;
            }

            Skipped++;
        }

        return false;
    }

    public override bool IsDBNull(int ordinal) => ordinal == marked ? !isNew : Rows.IsDBNull(ordinal);

    public override bool GetBoolean(int ordinal) => ordinal == marked ? isNew : Rows.GetBoolean(ordinal);
}
