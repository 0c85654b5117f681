using CustomerListSchedules.Infrastructure.Mediation;

namespace CustomerListSchedules.Features.CustomerLists.Definition;

/// <summary>A definition that cannot be used; the message is written for a person.</summary>
public sealed class DefinitionException(string message, Exception? inner = null) : RefusedException(message, inner);
