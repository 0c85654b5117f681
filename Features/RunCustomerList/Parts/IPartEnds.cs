using CustomerListSchedules.Features.RunCustomerList.Reading;

namespace CustomerListSchedules.Features.RunCustomerList.Parts;

/// <summary>Is told how the parts of a list end, one after the other.</summary>
internal interface IPartEnds
{
    /// <summary>Before any file is written.</summary>
    Task CountedAsync(SplitCounts counts, CancellationToken cancellationToken);

    /// <summary>A part is about to be read: who is told of each of its rows, where it matters who is new on it.</summary>
    Task<Newcomers?> BeginAsync(string partKey, CancellationToken cancellationToken);

    /// <summary>A part is stored but not yet anybody's; without a file where nobody is in it.</summary>
    Task MadeAsync(string partKey, MadeFile made, CancellationToken cancellationToken);

    /// <summary>A part could not be made; the others go on.</summary>
    Task FailedAsync(string partKey, Exception exception);
}
