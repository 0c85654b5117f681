using CustomerListSchedules.Features.BuildCustomerList.Folders;
using CustomerListSchedules.Features.Shared;
using FluentValidation;
using FluentValidation.Results;
using Npgsql;

namespace CustomerListSchedules.Features.BuildCustomerList.Explorer;

/// <summary>A list's name, description and folder, as typed.</summary>
public sealed class ListDetails
{
    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public long? FolderId { get; set; }

    /// <summary>The version that the form was filled from.</summary>
    public int Version { get; set; }
}

internal sealed class ListDetailsValidator : AbstractValidator<ListDetails>
{
    public ListDetailsValidator()
    {
        RuleFor(details => details.Name).Must(Names.IsVisible).WithMessage("Give the list a name.");
        RuleFor(details => details.Name).Must(Names.IsOneLine).WithMessage("A name is one line.");
        RuleFor(details => details.Name).MaximumLength(200).WithMessage("Use at most 200 characters.");
        RuleFor(details => details.Description).MaximumLength(2000).WithMessage("Use at most 2,000 characters.");
    }

    /// <summary>The folder that was chosen is one in which they may not change lists.</summary>
    public static ValidationException FolderClosed() =>
        new([new ValidationFailure(nameof(ListDetails.FolderId), $"{FolderRight.Closed}. Choose another.")]);

    /// <summary>What the database refused, beside the field that it is about; null for anything else.</summary>
    public static ValidationException? From(PostgresException e) => e.ConstraintName switch
    {
        "customer_lists_name" => new([new ValidationFailure(nameof(ListDetails.Name), "There is a customer list of this name already.")]),
        "customer_lists_folder_id_fkey" =>
            new([new ValidationFailure(nameof(ListDetails.FolderId), "This folder was deleted. Choose another.")]),
        _ => null,
    };
}
