namespace CustomerListSchedules.Features.RunCustomerList;

/// <summary>How the database runs the statements of a list, within one transaction.</summary>
public static class ListSession
{
    /// <summary>
    /// Room for hashing a large venue's customers, which is what lists are made of: with less, the planner looks each customer up by
    /// itself. Compiling to machine code takes longer than it saves; a plan that does not know the criteria's values may be a poor one.
    /// </summary>
    private const string RoomSql = "set local work_mem = '64MB'; set local jit = off; set local plan_cache_mode = force_custom_plan";

    /// <summary>
    /// For reading every row of a list, after <see cref="ReadOnly"/>: by default the planner takes handing a sorted row from one process
    /// to another for so dear that it sorts a million of them alone, which takes half as long again.
    /// </summary>
    public const string EveryRow = "set local parallel_tuple_cost = 0.05";

    /// <summary>For a partner's list, which takes one core of the database server, whatever its size.</summary>
    public const string OneCore = "set local max_parallel_workers_per_gather = 0";

    /// <summary>To be run first in a transaction that only reads.</summary>
    /// <param name="limit">How long a statement may take, as PostgreSQL writes it: <c>60s</c>, <c>60min</c>.</param>
    public static string ReadOnly(string limit) => $"set transaction read only; set local statement_timeout = '{limit}'; {RoomSql}";
}
