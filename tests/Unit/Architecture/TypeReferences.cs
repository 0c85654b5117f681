using System.Text.RegularExpressions;
using Mono.Cecil;

namespace CustomerListSchedules.Unit.Architecture;

/// <summary>One slice's use of a type of another.</summary>
internal sealed record Reference(string From, string FromType, string To, string ToType)
{
    public override string ToString() => $"{From} -> {To}: {FromType} uses {ToType}";
}

/// <summary>
/// Every reference from one slice's types to another's, read from the compiled assembly: bases, members, attributes, and each instruction
/// of each method. Compiled views belong to the slice of their path, and the partials that a view names by path count as well.
/// </summary>
internal static partial class TypeReferences
{
    private const string Features = "CustomerListSchedules.Features.";

    public static IReadOnlyList<Reference> BetweenSlices()
    {
        using var assembly = ModuleDefinition.ReadModule(typeof(StartUp).Assembly.Location);
        var found = new HashSet<Reference>();
        foreach (var type in assembly.GetTypes())
        {
            if (SliceOf(type) is not { } from)
            {
                continue;
            }

            foreach (var used in UsedBy(type).SelectMany(Parts))
            {
                if (SliceOf(used) is { } to && to != from)
                {
                    found.Add(new Reference(from, Top(type).Name, to, Top(used).Name));
                }
            }
        }

        foreach (var view in House.Files("Features", "*.cshtml").Where(view => view.Split('/').Length > 2))
        {
            foreach (Match partial in PartialPath().Matches(House.Read(view)))
            {
                if (partial.Groups[1].Value != view.Split('/')[1])
                {
                    found.Add(new Reference(view.Split('/')[1], view, partial.Groups[1].Value, partial.Value));
                }
            }
        }

        return [.. found.Where(reference => reference.From != reference.To)];
    }

    private static string? SliceOf(TypeReference type)
    {
        var top = Top(type);
        if (top.Namespace.StartsWith(Features, StringComparison.Ordinal))
        {
            return top.Namespace[Features.Length..].Split('.')[0];
        }

        return top.Namespace == "AspNetCoreGeneratedDocument" && CompiledView().Match(top.Name) is { Success: true } view
            ? view.Groups[1].Value
            : null;
    }

    private static TypeReference Top(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        _ => [type],
    };

    private static IEnumerable<TypeReference?> UsedBy(TypeDefinition type)
    {
        IEnumerable<TypeReference?> own =
        [
            type.BaseType,
            .. type.Interfaces.Select(contract => contract.InterfaceType),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Properties.Select(property => property.PropertyType),
            .. type.GenericParameters.SelectMany(parameter => parameter.Constraints.Select(constraint => constraint.ConstraintType)),
            .. Attributes(type),
            .. type.Properties.SelectMany(Attributes),
        ];
        return own.Concat(type.Methods.SelectMany(UsedBy));
    }

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider marked) =>
        marked.CustomAttributes.SelectMany(attribute => attribute.ConstructorArguments
            .Select(argument => argument.Value as TypeReference)
            .Append(attribute.AttributeType));

    private static IEnumerable<TypeReference?> UsedBy(MethodDefinition method)
    {
        IEnumerable<TypeReference?> signature =
            [method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType), .. Attributes(method)];
        return method.HasBody
            ? signature.Concat(method.Body.Variables.Select(local => local.VariableType))
                .Concat(method.Body.Instructions.SelectMany(instruction => UsedBy(instruction.Operand)))
            : signature;
    }

    private static IEnumerable<TypeReference?> UsedBy(object? operand) => operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod generic => [.. UsedBy(generic.ElementMethod), .. generic.GenericArguments],
        MethodReference method =>
            [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(parameter => parameter.ParameterType)],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    [GeneratedRegex(@"^Features_([A-Za-z]+)_")]
    private static partial Regex CompiledView();

    [GeneratedRegex(@"/Features/(\w+)/[\w/]+\.cshtml")]
    private static partial Regex PartialPath();
}
