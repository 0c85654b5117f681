using System.Data.Common;
using CustomerListSchedules.Features.RunCustomerList.Reading;

namespace CustomerListSchedules.Features.RunCustomerList.Parts;

/// <summary>
/// Reads rows that come part after part, so that each part ends as a whole answer would: what writes a file from it needs to know of none.
/// The part's number stands in column 0.
/// </summary>
internal sealed class PartReader(DbDataReader rows) : ReaderOver(rows)
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
                ended = !Rows.Read();
                ahead = !ended;
            }

            return !ended && Rows.GetInt64(PartOrdinal) == part;
        }
        catch
        {
            Broken = true;
            throw;
        }
    }
}
