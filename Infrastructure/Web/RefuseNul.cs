namespace CustomerListSchedules.Infrastructure.Web;

/// <summary>Answers 400 to a query with a NUL, which no text in PostgreSQL can hold and no person types.</summary>
public static class RefuseNul
{
    public static IApplicationBuilder UseRefuseNul(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!context.Request.Query.Any(field => field.Key.Contains('\0') || field.Value.Any(value => value?.Contains('\0') is true)))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    });
}
