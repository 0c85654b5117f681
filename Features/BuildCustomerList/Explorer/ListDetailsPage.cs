using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>Name, description and folder, of a new list and of one that is there.</summary>
public abstract class ListDetailsPage(IMediator mediator) : DetailsPage(mediator)
{
    [BindProperty]
    public ListDetails Details { get; set; } = new();

    protected override int FormVersion
    {
        get => Details.Version;
        set => Details.Version = value;
    }

    protected override long? ChosenFolder => Details.FolderId;

    public abstract string FormUrl { get; }

    public abstract string BackUrl { get; }
}
