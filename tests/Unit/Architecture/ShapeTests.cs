using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MediatR;

namespace CustomerListSchedules.Unit.Architecture;

/// <summary>One way to say each thing: what requests give, where things stand, and what they are called.</summary>
public sealed partial class ShapeTests
{
    private const int MostFiles = 26;

    private static readonly string[] Places = ["Features", "Infrastructure"];

    // A criterion's choices stand beside it, and the builder's views of one form together.
    private static readonly string[] Together = ["Features/CustomerLists/Criteria/", "Features/BuildCustomerList/Builder/"];

    private static readonly Assembly Application = typeof(StartUp).Assembly;

    private static readonly Type[] Types = [.. Application.GetTypes().Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)))];

    private static readonly Dictionary<string, string> Sources = Places
        .SelectMany(place => House.Files(place, "*.cs"))
        .ToDictionary(file => file, file => Comment().Replace(House.Read(file), ""));

    [Fact]
    public void No_request_gives_an_enum_or_a_tuple()
    {
        var requests = Requests().ToList();
        Assert.True(requests.Count > 100, "Where no request is found, none can be wrong.");
        House.AssertNone(requests.Where(request => Parts(request.Result).Any(
            IsEnumOrTuple)).Select(request => $"{request.Type} gives {request.Result}"));
    }

    [Fact]
    public void A_result_with_several_cases_is_an_abstract_record_with_sealed_cases_inside()
    {
        var results = Requests().Select(request => request.Result).Where(IsOurs).Distinct().ToList();
        Assert.True(results.Count(result => result.IsAbstract) > 10, "Where no such result is found, none can be wrong.");
        House.AssertNone(results.Where(result => result.IsAbstract
            && (Cases(result).Count < 2 || !Cases(result).All(item => item.IsSealed && item.DeclaringType == result)))
            .Select(result => $"{result} has no two sealed cases inside"));
        House.AssertNone(results.Where(result => !result.IsAbstract
            && Cases(result).Count > 0).Select(result => $"{result} has cases and is not abstract"));
    }

    [Fact]
    public void What_is_not_there_is_null_and_no_case() =>
        House.AssertNone(Requests().SelectMany(request => Cases(request.Result)).Distinct()
            .Where(item => item.Name is "NotFound" or "Gone" or "Missing" or "None")
            .Select(item => item.FullName!));

    [Fact]
    public void Every_handler_and_validator_stands_beside_its_request()
    {
        var all = Types.Where(IsHandler).ToList();
        Assert.True(all.Count > 100, "Where no handler is found, none can be wrong.");
        House.AssertNone(all.Where(handler => handler.IsNested
            || !StandsBesideIts(handler, "Handler", Handled(handler))).Select(handler => handler.FullName!));
        House.AssertNone(Types.Where(type => typeof(FluentValidation.IValidator).IsAssignableFrom(type) && !type.IsAbstract)
            .Where(validator => validator.IsNested || !validator.Name.EndsWith("Validator", StringComparison.Ordinal))
            .Select(validator => validator.FullName!));
    }

    [Fact]
    public void In_a_file_come_the_request_its_result_its_validator_and_its_handler() =>
        House.AssertNone(Sources.Where(source => Declared().Matches(
            source.Value).Select(match => Rank(match.Groups["name"].Value)).ToList() is var ranks
                && ranks.Contains(0)
                && ranks.Contains(2) && !ranks.SequenceEqual(ranks.Order()) && Name(source.Key) + "Handler" is var handler
                && source.Value.Contains($"class {handler}", StringComparison.Ordinal) && ranks.Count(rank => rank == 2) == 1)
            .Select(source => source.Key));

    [Fact]
    public void The_folder_is_the_namespace()
    {
        var files = Places.Append("tests").SelectMany(place => House.Files(place, "*.cs")).ToList();
        Assert.True(files.Count > 500, "Where no file is found, none can be wrong.");
        House.AssertNone(
            from file in files
            let said = Namespace().Match(House.Read(file)).Groups[1].Value
            let parts = file.Split('/')[..^1]
            let due = "CustomerListSchedules." + string.Join('.', parts[0] == "tests" ? parts[1..] : parts)
            where said != due && Path.GetFileName(file) != "Program.cs"
            select $"{file} is in {said}");
    }

    [Fact]
    public void A_type_that_others_use_stands_in_a_file_of_its_name()
    {
        var words = Sources.Keys.Concat(Places.SelectMany(place => House.Files(place, "*.cshtml")))
            .ToDictionary(
                file => file,
                file => Word().Matches(Sources.GetValueOrDefault(file) ?? House.Read(file)).Select(match => match.Value).ToHashSet());
        House.AssertNone(
            from source in Sources
            where !source.Key.EndsWith(".cshtml.cs", StringComparison.Ordinal)
                && !Together.Any(place => source.Key.StartsWith(place, StringComparison.Ordinal))
            let declared = Declared().Matches(source.Value).Select(match => match.Groups["name"].Value).ToList()
            let allowed = Allowed(source.Key, declared)
            from type in declared
            where type != Name(source.Key) && !allowed.Contains(type)
            where words.Any(other => other.Key != source.Key && other.Value.Contains(type) && Sees(other.Key, source.Key))
            select $"{source.Key} has {type}");
    }

    [Fact]
    public void Constants_of_SQL_end_in_Sql()
    {
        var constants = Sources.SelectMany(source => SqlConstant().Matches(
            source.Value).Select(match => (source.Key, Name: match.Groups[1].Value))).ToList();
        Assert.True(constants.Count > 100, "Where no statement is found, none can be wrong.");
        House.AssertNone(constants.Where(constant => !constant.Name.EndsWith(
            "Sql", StringComparison.Ordinal)).Select(constant => $"{constant.Key} has {constant.Name}"));
    }

    [Fact]
    public void Asynchronous_methods_end_in_Async()
    {
        var methods = Types.Where(type => type.Namespace?.StartsWith("CustomerListSchedules.", StringComparison.Ordinal) is true)
            .SelectMany(type => type.GetMethods(
                BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => !method.Name.Contains('<', StringComparison.Ordinal)
            && !method.IsSpecialName
            && IsAwaitable(method.ReturnType))
            .ToList();
        Assert.True(methods.Count > 100, "Where no method is found, none can be wrong.");
        House.AssertNone(methods.Where(method => !method.Name.EndsWith("Async", StringComparison.Ordinal) && !IsNamedElsewhere(method))
            .Select(method => $"{method.DeclaringType}.{method.Name}"));
    }

    [Fact]
    public void Every_page_has_its_own_model_in_a_file_of_its_own()
    {
        var pages = House.Files("Features", "*.cshtml").Where(file => Page().IsMatch(House.Read(file)))
            .Select(file => (File: file, Model: Model().Match(House.Read(file)).Groups[1].Value)).ToList();
        Assert.True(pages.Count > 50, "Where no page is found, none can be wrong.");
        House.AssertNone(pages.Where(page => !Sources.TryGetValue(page.File + ".cs", out var source)
            || !Regex.IsMatch(source, $@"\bclass {page.Model}\b"))
            .Select(page => $"{page.File} has {page.Model}"));
    }

    [Fact]
    public void No_folder_is_crowded()
    {
        var files = Places.SelectMany(place => House.Files(place, "*")).GroupBy(file => Path.GetDirectoryName(file)!.Replace('\\', '/'))
            .ToList();
        House.AssertNone(files.Where(folder => folder.Count() > MostFiles).Select(folder => $"{folder.Key} has {folder.Count()} files"));
    }

    [Fact]
    public void Features_send_statements_by_the_few_methods_of_Infrastructure() =>
        House.AssertNone(Sources.Where(source => source.Key.StartsWith("Features/", StringComparison.Ordinal)
            && source.Value.Contains("CommandDefinition", StringComparison.Ordinal))
            .Select(source => source.Key));

    [Fact]
    public void Lines_are_short_enough_to_read()
    {
        var lines = Places.Append("tests").Append("Migrations").SelectMany(place => House.Files(place, "*.cs"))
            .Concat(["Program.cs", "StartUp.cs"]).Select(file => (File: file, Most: 140))
            .Concat(Places.SelectMany(place => House.Files(place, "*.cshtml")).Select(file => (File: file, Most: 160)));
        House.AssertNone(
            from source in lines
            from line in House.Read(source.File).Split('\n').Select((text, index) => (Text: text, Number: index + 1))
            where line.Text.Length > source.Most
            select $"{source.File}:{line.Number} has {line.Text.Length} characters");
    }

    private static IEnumerable<(Type Type, Type Result)> Requests() =>
        from type in Types
        where !type.IsAbstract
        from contract in type.GetInterfaces()
        where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequest<>)
        select (type, contract.GetGenericArguments()[0]);

    private static IEnumerable<Type> Parts(Type type) =>
        type.IsArray ? Parts(type.GetElementType()!) : type.GetGenericArguments().SelectMany(Parts).Append(type);

    private static bool IsEnumOrTuple(Type type) =>
        type.IsEnum || typeof(ITuple).IsAssignableFrom(type);

    private static bool IsOurs(Type type) => type.Assembly == Application;

    private static List<Type> Cases(Type result) => [.. Types.Where(type => type.BaseType == result)];

    private static bool IsHandler(Type type) => !type.IsAbstract && Handled(type).Any();

    private static IEnumerable<Type> Handled(Type type) =>
        type.GetInterfaces()
            .Where(
                contract => contract.IsGenericType
                    && (contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
                    || contract.GetGenericTypeDefinition() == typeof(IRequestHandler<>)))
            .Select(contract => contract.GetGenericArguments()[0]);

    private static bool StandsBesideIts(Type type, string suffix, IEnumerable<Type> requests) =>
        type.Name.EndsWith(suffix, StringComparison.Ordinal)
        && Sources.Any(source => Name(source.Key) == type.Name[..^suffix.Length]
        && Declares(source.Value, type.Name)
        && requests.Any(request => Declares(source.Value, request.Name)));

    private static bool Declares(string source, string type) => Declared().Matches(source).Any(match => match.Groups["name"].Value == type);

    private static string Name(string file) => Path.GetFileName(file).Split('.')[0];

    /// <summary>Requests and results come first, then the validator, then the handler.</summary>
    private static int Rank(string type) =>
        type.EndsWith("Handler", StringComparison.Ordinal) ? 2 : type.EndsWith("Validator", StringComparison.Ordinal) ? 1 : 0;

    /// <summary>
    /// What may stand beside the file's own type: its validator and handler, the requests of that handler, and what they are made of or
    /// give.
    /// </summary>
    private static HashSet<string> Allowed(string file, List<string> declared)
    {
        var here = Types.Where(type => !type.IsNested
            && declared.Contains(type.Name)
            && type.Namespace == "CustomerListSchedules." + Path.GetDirectoryName(file)!.Replace('/', '.')).ToList();
        var own = here.Where(type => type.Name == Name(file)
            || type.Name == Name(file) + "Handler"
            || type.Name == Name(file) + "Validator").ToList();
        var found = new HashSet<Type>(own);
        var open = new Stack<Type>(own.Concat(own.SelectMany(Handled)));
        while (open.TryPop(out var type))
        {
            found.Add(type);
            foreach (var part in MadeOf(type).SelectMany(Parts).Where(part => IsOurs(part) && !found.Contains(part)))
            {
                open.Push(part);
            }
        }

        return [.. found.Select(type => type.Name)];
    }

    private static IEnumerable<Type> MadeOf(Type type) =>
        type.GetProperties(BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(property => property.PropertyType)
            .Concat(type.GetNestedTypes())
            .Concat(type.GetInterfaces().Where(contract => contract.IsGenericType).SelectMany(contract => contract.GetGenericArguments()));

    /// <summary>Whether a file can name what is in another's namespace: a word alone may be anything.</summary>
    private static bool Sees(string file, string declaring)
    {
        var space = Path.GetDirectoryName(declaring)!;
        var own = Path.GetDirectoryName(file)!;
        return own == space || own.StartsWith(space + "/", StringComparison.Ordinal)
            || House.Read(file)
            .Contains(
                "using CustomerListSchedules." + space.Replace('/', '.') + (file.EndsWith(".cs", StringComparison.Ordinal) ? ";" : "\n"),
                StringComparison.Ordinal);
    }

    private static bool IsAwaitable(Type type) =>
        typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask)
        || (type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(ValueTask<>) || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)));

    /// <summary>A method of somebody else's contract has the name that they gave it.</summary>
    private static bool IsNamedElsewhere(MethodInfo method) =>
        method.GetBaseDefinition().DeclaringType!.Assembly != Application
        || (method.DeclaringType is { IsInterface: false } type && type.GetInterfaces().Where(contract => !IsOurs(contract))
            .Any(contract => type.GetInterfaceMap(contract).TargetMethods.Contains(method)));

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"^(?:public |internal )(?:abstract |sealed |static |partial |readonly )*"
        + @"(?:class|record struct|record|struct|enum|interface) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex("""const string (\w+)\s*=\s*\$*"+\s*(?:select|with|insert into|update|delete from|lock table)\s(?!.*\.";)""")]
    private static partial Regex SqlConstant();

    [GeneratedRegex("^@page\\b", RegexOptions.Multiline)]
    private static partial Regex Page();

    [GeneratedRegex(@"^@model ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Model();
}
